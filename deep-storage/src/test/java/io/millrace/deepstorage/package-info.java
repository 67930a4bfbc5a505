/**
 * Fakes and emulators that other modules' tests use too, and the contract that every deep storage
 * keeps.
 */
@NullMarked
package io.millrace.deepstorage;

import org.jspecify.annotations.NullMarked;
