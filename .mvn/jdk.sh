# Finds a JDK 25 or newer; sourced by `cupel` and `mvnw`, so it keeps to plain sh.

cupel_java_needed=25

# The major version of the JDK in a folder, from its `release` file; 0 if there is none.
cupel_java_version() {
  sed -n 's/^JAVA_VERSION="\{0,1\}\([0-9]*\).*/\1/p' "$1/release" 2>/dev/null | head -n 1 | grep . || echo 0
}

# Prints the home of the first JDK that is new enough; fails if there is none.
cupel_java_home() {
  cupel_on_path=$(command -v java 2>/dev/null || true)
  if [ -n "$cupel_on_path" ]; then
    cupel_on_path=$(readlink -f "$cupel_on_path" 2>/dev/null || echo "$cupel_on_path")
    cupel_on_path=$(dirname "$(dirname "$cupel_on_path")")
  fi
  for cupel_home in "${JAVA_HOME:-}" "$cupel_on_path" /usr/lib/jvm/* /opt/*jdk* /opt/java/* \
    "$HOME"/.sdkman/candidates/java/* "$HOME"/.jdks/* "$HOME"/.local/share/mise/installs/java/* \
    /Library/Java/JavaVirtualMachines/*/Contents/Home /opt/homebrew/opt/openjdk*/libexec/openjdk.jdk/Contents/Home; do
    if [ -x "$cupel_home/bin/javac" ] && [ "$(cupel_java_version "$cupel_home")" -ge "$cupel_java_needed" ]; then
      echo "$cupel_home"
      return 0
    fi
  done
  echo "Cupel needs a JDK $cupel_java_needed or newer: install one (https://adoptium.net), or set JAVA_HOME to it." >&2
  return 1
}
