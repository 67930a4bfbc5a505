package io.millrace.operator.decide;

/**
 * One generation of one task group in one epoch: the folder of its manifests.
 *
 * @param epoch the group's fence number
 * @param group the task group
 * @param generation the generation
 */
public record GenerationKey(long epoch, int group, int generation) {}
