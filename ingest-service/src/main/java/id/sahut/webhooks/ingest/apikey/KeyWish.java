package id.sahut.webhooks.ingest.apikey;

import id.sahut.webhooks.common.id.WorkspaceId;
import id.sahut.webhooks.ingest.wish.MemberType;
import id.sahut.webhooks.ingest.wish.Reading;
import id.sahut.webhooks.ingest.wish.WishBody;
import id.sahut.webhooks.ingest.wish.WorkspaceMember;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The wish for a new key, `{"label": …}`. Immutable.
///
/// @param label see [ApiKey#isLabel]
/// @param workspace for which it is to be, where somebody has said so
public record KeyWish(String label, Optional<WorkspaceId> workspace) {

    private static final String LABEL = "label";
    private static final WishBody BODY = new WishBody(members(), List.of(LABEL));

    public static Reading<KeyWish> read(byte[] body) {
        return BODY.read(body)
                .then(json ->
                        WorkspaceMember.of(json)
                                .then(workspace ->
                                        read(json.path(LABEL).stringValue(), workspace)));
    }

    private static Map<String, MemberType> members() {
        var members = new LinkedHashMap<String, MemberType>();
        members.put(LABEL, MemberType.TEXT);
        members.put(WorkspaceMember.NAME, MemberType.TEXT);
        return members;
    }

    private static Reading<KeyWish> read(String label, Optional<WorkspaceId> workspace) {
        return ApiKey.isLabel(label)
                ? new Reading.Accepted<>(new KeyWish(label, workspace))
                : new Reading.Invalid<>(
                        "label must be 1 to 100 characters, none of them invisible or a control"
                                + " character");
    }
}
