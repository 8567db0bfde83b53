/**
 * A merge as a few hundred bytes of JSON or YAML, and the checkpoint made from it.
 *
 * <p>Start with {@link dev.cupel.merger.recipe.Recipe}, which names the models by their hashes and holds all numbers, and
 * {@link dev.cupel.merger.recipe.Merge}, which writes the checkpoint of a recipe. A recipe's models are files or further merges,
 * {@link dev.cupel.merger.recipe.Node}s; {@link dev.cupel.merger.recipe.OpenRecipe} has them open. Data flows from the recipe's files through
 * a merge plan, tensor by tensor, into a safetensors file; a whole model is never in memory. The file is always made from
 * recipe and files, never from live weights, and has the same bits.
 */
@NullMarked
package dev.cupel.merger.recipe;

import org.jspecify.annotations.NullMarked;
