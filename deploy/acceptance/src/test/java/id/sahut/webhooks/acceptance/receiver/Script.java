package id.sahut.webhooks.acceptance.receiver;

import java.util.List;
import java.util.stream.IntStream;

/// How an endpoint answers. Implementations are safe for any thread.
@FunctionalInterface
public interface Script {

    Answer answer(Post post);

    static Script always(int status) {
        return always(new Answer.Status(status));
    }

    static Script always(Answer answer) {
        return _ -> answer;
    }

    /// A status for each attempt of a delivery, the last one for all that follow.
    static Script byAttempt(int... statuses) {
        List<Answer> answers = IntStream.of(statuses).<Answer>mapToObj(Answer.Status::new).toList();
        return post -> answers.get(Math.min(post.attempt(), answers.size()) - 1);
    }
}
