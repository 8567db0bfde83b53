package dev.cupel.merger.recipe;

/**
 * A model that another merge of the recipe makes.
 *
 * @param node the name of that merge
 */
public record NodeSource(String node) implements Source {}
