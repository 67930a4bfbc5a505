package io.millrace.segments.index;

import io.millrace.segments.QueryableSegment;
import java.util.ArrayList;
import java.util.List;
import org.apache.druid.segment.Segment;
import org.joda.time.Interval;
import org.jspecify.annotations.Nullable;

/**
 * The open segment of one time chunk: pieces on disk, pieces in memory that wait for being
 * persisted, and the one that takes rows. Which piece holds a row changes in one step, so that a
 * query sees each row once. Thread-safe, but for adding to the live piece.
 */
final class TimeChunk {

  private final Interval interval;
  private final List<DiskPiece> persisted = new ArrayList<>();
  private final List<MemoryPiece> sealed = new ArrayList<>();
  private @Nullable MemoryPiece live;

  TimeChunk(Interval interval) {
    this.interval = interval;
  }

  Interval interval() {
    return interval;
  }

  boolean contains(long time) {
    return interval.getStartMillis() <= time && time < interval.getEndMillis();
  }

  synchronized @Nullable MemoryPiece live() {
    return live;
  }

  synchronized void start(MemoryPiece piece) {
    live = piece;
  }

  /** Ends the live piece: the next row starts another. */
  synchronized void seal() {
    if (live != null && live.rows() > 0) {
      sealed.add(live);
      live = null;
    }
  }

  synchronized List<MemoryPiece> sealed() {
    return List.copyOf(sealed);
  }

  synchronized List<DiskPiece> persisted() {
    return List.copyOf(persisted);
  }

  synchronized int persistedPieces() {
    return persisted.size() + sealed.size();
  }

  /** The sealed piece is on disk now. */
  void persisted(MemoryPiece piece, DiskPiece onDisk) {
    synchronized (this) {
      sealed.remove(piece);
      persisted.add(onDisk);
    }
    piece.release();
  }

  /** All pieces are one now; what they were is handed back, released. */
  List<DiskPiece> merged(DiskPiece whole) {
    List<DiskPiece> former;
    List<MemoryPiece> inMemory;
    synchronized (this) {
      former = List.copyOf(persisted);
      inMemory = List.copyOf(sealed);
      sealed.clear();
      persisted.clear();
      persisted.add(whole);
    }
    inMemory.forEach(Piece::release);
    former.forEach(Piece::release);
    return former;
  }

  synchronized long rows() {
    return pieces().stream().mapToLong(Piece::rows).sum();
  }

  synchronized void addViews(List<QueryableSegment> views) {
    for (Piece piece : pieces()) {
      if (piece.rows() > 0) {
        piece.acquire().map(this::view).ifPresent(views::add);
      }
    }
  }

  private QueryableSegment view(Segment segment) {
    return new SegmentView(interval.toString(), segment);
  }

  private List<Piece> pieces() {
    List<Piece> pieces = new ArrayList<>(persisted);
    pieces.addAll(sealed);
    if (live != null) {
      pieces.add(live);
    }
    return pieces;
  }

  synchronized void release() {
    pieces().forEach(Piece::release);
    persisted.clear();
    sealed.clear();
    live = null;
  }
}
