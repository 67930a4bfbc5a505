package io.millrace.protocol;

/**
 * A sequence that is ready to be committed.
 *
 * @param path path of the manifest below the deep storage's base
 * @param digest lower-case hexadecimal SHA-256 of the manifest's bytes
 * @param manifest the manifest's content
 */
public record Prepared(String path, String digest, Manifest manifest) {}
