package id.sahut.webhooks.dispatcher.names;

import java.net.UnknownHostException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The one name that the current thread's client may look up just now, with the answer it gets.
/// Confined to the thread that sends.
public final class Dialling {

    public static final ScopedValue<Dialling> CURRENT = ScopedValue.newInstance();

    private final @Nullable Name name;
    private final String host;
    private Optional<Vetted> vetted;
    private boolean asked;

    public Dialling(@Nullable Name name, String host, Optional<Vetted> vetted) {
        this.name = name;
        this.host = host;
        this.vetted = vetted;
    }

    /// Asked a second time, the client could not connect to the first address.
    Vetted answer(String wanted) throws UnknownHostException {
        if (vetted.isEmpty() || !wanted.equals(host)) {
            throw new UnknownHostException("not a vetted name");
        }
        if (asked && name != null) {
            name.demote(vetted.get().first());
            vetted = name.vetted();
        }
        asked = true;
        return vetted.orElseThrow(() -> new UnknownHostException("not a vetted name any more"));
    }
}
