package id.sahut.webhooks.standalone.command;

/// A TCP port to listen on; 0 stands for any free one. Immutable.
public record Port(int number) {

    static Port parse(String text) {
        if (!text.matches("\\d{1,5}") || Integer.parseInt(text) > 65_535) {
            throw new IllegalArgumentException(
                    "a port is from 0 (any free one) to 65535, not '%s'".formatted(text));
        }
        return new Port(Integer.parseInt(text));
    }

    @Override
    public String toString() {
        return Integer.toString(number);
    }
}
