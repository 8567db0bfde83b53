package dev.cupel.merger.recipe;

/** Where a model of a merge comes from: a file, or another merge of the same recipe. */
public sealed interface Source permits ModelSource, NodeSource {}
