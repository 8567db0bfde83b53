package dev.cupel.evaluator.network;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.Test;

class TorchScriptArchiveTest {

    @Test
    void functionsGetTheirFullNamesWhereTheyAreCalled() {
        String code = TorchScriptArchive.code();

        assertThat(code).contains("def conv(w: Dict[str, Tensor]").contains("= __torch__.conv(w, ")
                .contains("def unet_noise(self: __torch__.Networks, ").doesNotContain("__torch__.__torch__")
                .doesNotContain("torch.__torch__");
    }

    @Test
    void archiveHasTheEntriesThatTheEngineReads() throws IOException {
        List<String> names = new ArrayList<>();
        try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(TorchScriptArchive.bytes()))) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                names.add(entry.getName());
            }
        }

        assertThat(names).containsExactly("networks/data.pkl", "networks/constants.pkl", "networks/version",
                "networks/code/__torch__.py");
    }

    @Test
    void archiveIsTheSameEveryTime() {
        assertThat(TorchScriptArchive.bytes()).isEqualTo(TorchScriptArchive.bytes());
    }
}
