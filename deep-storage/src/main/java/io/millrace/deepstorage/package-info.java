/** Where segments, publish manifests and ledger entries lie: a directory or S3. */
@NullMarked
package io.millrace.deepstorage;

import org.jspecify.annotations.NullMarked;
