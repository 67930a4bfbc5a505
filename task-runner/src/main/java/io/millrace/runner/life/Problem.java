package io.millrace.runner.life;

/**
 * Why something does not go on.
 *
 * @param reason one word, one of {@link Reasons}
 * @param message what was found, what was expected, and what to do; holds no secret
 */
public record Problem(String reason, String message) {}
