package io.millrace.protocol;

/**
 * A manifest that a commit names.
 *
 * @param path path below the deep storage's base
 * @param digest lower-case hexadecimal SHA-256 of its bytes
 */
public record ManifestReference(String path, String digest) {}
