/** Made-up edits of Wikipedia pages, the same for the same seed, and what they add up to. */
@NullMarked
package io.millrace.quickstart.events;

import org.jspecify.annotations.NullMarked;
