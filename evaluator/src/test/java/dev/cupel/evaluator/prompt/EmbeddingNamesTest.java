package dev.cupel.evaluator.prompt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cupel.evaluator.Golden;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With CLIP's vocabulary, which says which words are ordinary. */
class EmbeddingNamesTest {

    private static Tokenizer tokenizer;

    @BeforeAll
    static void openVocabulary() {
        tokenizer = Tokenizer.open(TokenizerTest.clipVocabulary());
    }

    @TempDir
    private Path folder;

    @Test
    void aNameThatIsThereIsFoundInAnyCase() {
        assertThat(missing("easynegative, (EASYNEGATIVE:1.2), <embedding:EasyNegative>, embedding:EasyNegative.pt",
                "EasyNegative")).isEmpty();
    }

    @Test
    void aMisspeltNameIsToldWithTheNearest() {
        assertThatThrownBy(() -> reader("EasyNegative", "badhandv4")
                .requireEmbeddings(List.of("1girl", "(EasyNegatve:1.2), lowres")))
                .isInstanceOf(PromptException.class)
                .hasMessage(
                        """
                                prompt: there is no embedding EasyNegatve in %s.
                                Maybe EasyNegative is meant. If the word is, take the file of EasyNegative out of that folder."""
                                .formatted(folder));
        assertThat(missing("[(ng_deepnegatve_v1_75t:0.9):0.1], badhandv5, easynegativ3", "EasyNegative", "badhandv4",
                "ng_deepnegative_v1_75t")).hasSize(3);
        assertThat(missing("bad-hands-4", "bad-hands-5")).hasSize(1);
    }

    @Test
    void ordinaryWordsAreNeverMeant() {
        assertThat(missing("pastels, a painting, bad_hands, 1girl, cats, girl", "pastel", "paintings", "bad-hands",
                "2girl", "bats", "1girls")).isEmpty();
    }

    @Test
    void aNameWithoutItsVersionOrInThePluralIsAWord() {
        assertThat(missing("nahida, twintails, badhand", "nahida1", "twintail", "badhandv4", "badhand_v2")).isEmpty();
    }

    @Test
    void namesThatOtherProgramsWriteOutMustBeThere() {
        assertThat(missing("<embedding:EasyNegativ>, <ti:nope:0.8>, (embedding:easyn.safetensors:1.1)",
                "EasyNegative")).extracting(MissingEmbedding::advice)
                .containsExactly("Maybe EasyNegative is meant.", "Put its file there, or leave the name out.",
                        "Put its file there, or leave the name out.");
        assertThat(PromptReader.of(tokenizer).missing("embedding:bad")).extracting(MissingEmbedding::message)
                .containsExactly(
                        "there is no embedding bad.\nSay in which folder embeddings are, or leave the name out.");
    }

    /** What people have in their folders, and prompts of all kinds. */
    @Test
    void noGoldenPromptMeansAnEmbedding() throws IOException {
        PromptReader reader = reader("EasyNegative", "badhandv4", "ng_deepnegative_v1_75t", "bad_prompt_version2",
                "bad-hands-5", "verybadimagenegative_v1.3", "FastNegativeV2", "BadDream", "UnrealisticDream",
                "negative_hand-neg", "charturnerv2", "bad-artist-anime", "pastelmix", "nixeu", "corneo_tentacle_sex",
                "By bad artist -neg", "realisticvision-negative-embedding", "JuggernautNegative-neg", "CyberRealistic",
                "midjourney", "kkw-ultra", "landscape_v2", "house", "hills", "skyline", "masterpieces", "girls1");
        for (String file : List.of("prompts/prompts.json", "tokenizer/clip_bpe.json")) {
            for (JsonNode sample : Golden.json(file).get("cases")) {
                String text = (sample.has("prompt") ? sample.get("prompt") : sample.get("text")).textValue();
                assertThat(reader.missing(text)).as(text).isEmpty();
            }
        }
        for (String suite : List.of("configs/miniature/suite.yaml", "configs/prompts/anime.yaml")) {
            for (String line : Files.readAllLines(Path.of("..").resolve(suite))) {
                assertThat(reader.missing(line)).as(line).isEmpty();
            }
        }
    }

    private List<MissingEmbedding> missing(String prompt, String... names) {
        return reader(names).missing(prompt);
    }

    private PromptReader reader(String... names) {
        try {
            for (String name : names) {
                Files.writeString(folder.resolve(name + ".pt"), "");
            }
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return new PromptReader(tokenizer, Embeddings.in(folder, tokenizer), WebUiVersion.V1_6);
    }
}
