package id.sahut.webhooks.bench.sink;

import java.util.HexFormat;

/// A slot for each of many delivery ids, by which more about them is kept in arrays. Not safe for
/// threads.
///
/// An open-addressing table over the ids' 128 bits, which are a hash already: 16 bytes a slot, and
/// no more than three quarters of them are taken.
final class Ids {

    private static final String PREFIX = "dlv_";
    private static final int HEX_DIGITS = 32;
    private static final int MIDDLE = PREFIX.length() + HEX_DIGITS / 2;
    private static final int FEWEST_SLOTS = 1 << 16;

    private final long[] high;
    private final long[] low;
    private int size;

    /// @param atLeast how many ids must have room
    Ids(int atLeast) {
        int slots = Math.max(FEWEST_SLOTS, Integer.highestOneBit(atLeast) << 1);
        if (isFull(atLeast, slots)) {
            slots *= 2;
        }
        this.high = new long[slots];
        this.low = new long[slots];
    }

    int size() {
        return size;
    }

    /// Slots are numbered from 0 up to this.
    int slots() {
        return high.length;
    }

    boolean isFull() {
        return isFull(size, high.length);
    }

    boolean isTaken(int slot) {
        return high[slot] != 0 || low[slot] != 0;
    }

    /// The upper half of the id that is there.
    long high(int slot) {
        return high[slot];
    }

    /// The lower half of the id that is there.
    long low(int slot) {
        return low[slot];
    }

    /// Where an id is, from now on if it was not before. There must be room.
    int add(long first, long second) {
        int slot = find(first, second);
        if (!isTaken(slot)) {
            high[slot] = first;
            low[slot] = second;
            size++;
        }
        return slot;
    }

    /// Where an id is, or a slot that is not taken.
    int find(long first, long second) {
        int mask = high.length - 1;
        int slot = (int) first & mask;
        while (isTaken(slot) && (high[slot] != first || low[slot] != second)) {
            slot = (slot + 1) & mask;
        }
        return slot;
    }

    int find(CharSequence id) {
        return find(upper(id), lower(id));
    }

    static String text(long first, long second) {
        var hex = HexFormat.of();
        return PREFIX + hex.toHexDigits(first) + hex.toHexDigits(second);
    }

    /// @param id `dlv_` and 32 hexadecimal digits
    static void check(CharSequence id) {
        if (id.length() != PREFIX.length() + HEX_DIGITS
                || CharSequence.compare(id.subSequence(0, PREFIX.length()), PREFIX) != 0) {
            throw new IllegalArgumentException("not a delivery's id: " + id);
        }
    }

    static long upper(CharSequence id) {
        return HexFormat.fromHexDigitsToLong(id, PREFIX.length(), MIDDLE);
    }

    static long lower(CharSequence id) {
        return HexFormat.fromHexDigitsToLong(id, MIDDLE, PREFIX.length() + HEX_DIGITS);
    }

    private static boolean isFull(int size, int slots) {
        return size >= slots / 4 * 3;
    }
}
