package id.sahut.webhooks.bench.sink;

import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;

/// Every delivery id that arrived, with what came of it: some 40 bytes each, so that millions fit.
/// Safe for any thread.
///
/// An open-addressing table over the ids' 128 bits, which are a hash already.
final class Ledger {

    private static final String PREFIX = "dlv_";
    private static final int HEX_DIGITS = 32;
    private static final int MIDDLE = PREFIX.length() + HEX_DIGITS / 2;
    private static final int MAX_ATTEMPTS = 7;
    private static final int ACCEPTED = 1 << 7;

    private long[] high = new long[1 << 16];
    private long[] low = new long[1 << 16];
    private long[] refusedAt = new long[1 << 16];

    /// A bit for each attempt seen, and one for a 2xx given.
    private byte[] seen = new byte[1 << 16];

    private int size;
    private long repeats;

    /// What is known of a delivery when a POST of it arrives.
    ///
    /// @param repeated this attempt was seen before, or the delivery was accepted already
    /// @param refusedAtMicros when an earlier attempt was last refused; 0 if none was
    record Before(boolean repeated, long refusedAtMicros) {}

    /// A POST has arrived.
    ///
    /// @param id `dlv_` and 32 hexadecimal digits
    /// @param attempt 1 to 7
    synchronized Before arrived(CharSequence id, int attempt) {
        int slot = slot(id);
        if (attempt < 1 || attempt > MAX_ATTEMPTS) {
            throw new IllegalArgumentException("attempt " + attempt + " of " + id);
        }
        int bit = 1 << (attempt - 1);
        boolean repeated = (seen[slot] & (bit | ACCEPTED)) != 0;
        if (repeated) {
            repeats++;
        }
        seen[slot] |= (byte) bit;
        return new Before(repeated, refusedAt[slot]);
    }

    /// One that was forgotten meanwhile stays so.
    synchronized void accepted(CharSequence id) {
        int slot = find(high(id), low(id));
        if (isTaken(slot)) {
            seen[slot] |= (byte) ACCEPTED;
        }
    }

    /// One that was forgotten meanwhile stays so.
    synchronized void refused(CharSequence id, long atMicros) {
        int slot = find(high(id), low(id));
        if (isTaken(slot)) {
            refusedAt[slot] = atMicros;
        }
    }

    synchronized int size() {
        return size;
    }

    synchronized long repeats() {
        return repeats;
    }

    synchronized void clear() {
        Arrays.fill(high, 0);
        Arrays.fill(low, 0);
        Arrays.fill(refusedAt, 0);
        Arrays.fill(seen, (byte) 0);
        size = 0;
        repeats = 0;
    }

    /// Writes for each id its two halves, and whether it was accepted.
    synchronized void writeTo(Path file) throws IOException {
        try (var out =
                new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(file)))) {
            out.writeInt(size);
            for (int i = 0; i < high.length; i++) {
                if (isTaken(i)) {
                    out.writeLong(high[i]);
                    out.writeLong(low[i]);
                    out.writeBoolean((seen[i] & ACCEPTED) != 0);
                }
            }
        }
    }

    /// Where an id is kept, from now on if it was not before.
    private int slot(CharSequence id) {
        int length = PREFIX.length() + HEX_DIGITS;
        if (id.length() != length || CharSequence.compare(id.subSequence(0, 4), PREFIX) != 0) {
            throw new IllegalArgumentException("not a delivery's id: " + id);
        }
        if (size * 2 > high.length) {
            grow();
        }
        int slot = find(high(id), low(id));
        if (!isTaken(slot)) {
            high[slot] = high(id);
            low[slot] = low(id);
            size++;
        }
        return slot;
    }

    private static long high(CharSequence id) {
        return HexFormat.fromHexDigitsToLong(id, PREFIX.length(), MIDDLE);
    }

    private static long low(CharSequence id) {
        return HexFormat.fromHexDigitsToLong(id, MIDDLE, MIDDLE + HEX_DIGITS / 2);
    }

    private boolean isTaken(int slot) {
        return high[slot] != 0 || low[slot] != 0;
    }

    private int find(long first, long second) {
        int mask = high.length - 1;
        int slot = (int) first & mask;
        while (isTaken(slot) && (high[slot] != first || low[slot] != second)) {
            slot = (slot + 1) & mask;
        }
        return slot;
    }

    private void grow() {
        long[] oldHigh = high;
        long[] oldLow = low;
        long[] oldRefusedAt = refusedAt;
        byte[] oldSeen = seen;
        high = new long[oldHigh.length * 2];
        low = new long[high.length];
        refusedAt = new long[high.length];
        seen = new byte[high.length];
        for (int i = 0; i < oldHigh.length; i++) {
            if (oldHigh[i] != 0 || oldLow[i] != 0) {
                int slot = find(oldHigh[i], oldLow[i]);
                high[slot] = oldHigh[i];
                low[slot] = oldLow[i];
                refusedAt[slot] = oldRefusedAt[i];
                seen[slot] = oldSeen[i];
            }
        }
    }
}
