package id.sahut.webhooks.ingest.apikey;

import id.sahut.webhooks.ingest.wish.MemberType;
import id.sahut.webhooks.ingest.wish.Reading;
import id.sahut.webhooks.ingest.wish.WishBody;
import java.util.List;
import java.util.Map;

/// The wish for a new key, `{"label": …}`. Immutable.
///
/// @param label see [ApiKey#isLabel]
public record KeyWish(String label) {

    private static final String LABEL = "label";
    private static final WishBody BODY =
            new WishBody(Map.of(LABEL, MemberType.TEXT), List.of(LABEL));

    public static Reading<KeyWish> read(byte[] body) {
        return BODY.read(body).then(it -> read(it.path(LABEL).stringValue()));
    }

    private static Reading<KeyWish> read(String label) {
        return ApiKey.isLabel(label)
                ? new Reading.Accepted<>(new KeyWish(label))
                : new Reading.Invalid<>(
                        "label must be 1 to 100 characters, none of them invisible or a control"
                                + " character");
    }
}
