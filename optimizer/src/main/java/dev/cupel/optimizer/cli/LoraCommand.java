package dev.cupel.optimizer.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;

/** {@code cupel lora}: what can be done with LoRAs alone. */
@Command(name = "lora", mixinStandardHelpOptions = true, subcommands = {LoraInspectCommand.class,
        LoraMergeCommand.class, LoraExtractCommand.class, LoraResizeCommand.class,
        HelpCommand.class}, description = {
                "Looks at LoRAs, merges them into a checkpoint or into one LoRA, makes one of two checkpoints, resizes them.",
                "Reads LoRA, LoCon, LoHa, LoKr, IA3, DoRA, full differences, normalisations and biases, with the names of",
                "kohya, diffusers or PEFT."})
final class LoraCommand {}
