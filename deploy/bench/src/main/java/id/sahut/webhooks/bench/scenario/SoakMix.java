package id.sahut.webhooks.bench.scenario;

/// How the endpoints of the soak behave: of a hundred 80 answer at once, 10 refuse each delivery
/// once, 4 take 50 ms, and 2 each hang, drip and break connections. Stateless.
final class SoakMix {

    static final String SUMMARY =
            "80 % of the endpoints answer at once, 10 % refuse each delivery once, 4 % take 50 ms, and 2 % each hang, drip and break connections";

    private SoakMix() {}

    /// In the sink's words.
    static String group(int webhook) {
        int part = webhook % 100;
        if (part < 80) {
            return "ok";
        } else if (part < 90) {
            return "fail-first";
        } else if (part < 94) {
            return "delay-50";
        } else if (part < 96) {
            return "hang";
        }
        return part < 98 ? "drip" : "reset";
    }

    static String path(int webhook) {
        return group(webhook) + "/" + webhook;
    }

    /// How often each delivery is attempted that is accepted in the end; 0 where none ever is.
    static int attempts(int webhook) {
        return switch (group(webhook)) {
            case "ok", "delay-50" -> 1;
            case "fail-first" -> 2;
            default -> 0;
        };
    }
}
