using Grpc.Core;
using TransformerService.V1;

namespace TransformerService.Soak;

/// <summary>Unary calls over gRPC.</summary>
internal sealed class GrpcDoor(Transformer.TransformerClient client, AnswerBook book, TimeProvider time) : IDoor
{
    public string Name => "gRPC";

    public async Task<Reply> AskAsync(Call call, CancellationToken cancellationToken)
    {
        var deadline = (time.GetUtcNow() + (call.Deadline ?? SoakOptions.CallTimeout)).UtcDateTime;
        try
        {
            List<string> answers = call.IsTranslation
                ?
                [
                    .. (await client.TranslateAsync(Translate(call), null, deadline, cancellationToken)).Translations.Select(one =>
                        one.Text
                    ),
                ]
                :
                [
                    .. (await client.ClassifyAsync(Classify(call), null, deadline, cancellationToken)).Results.Select(one =>
                        one.Labels[0].Label
                    ),
                ];
            return call.Mistake != Mistake.None ? $"gRPC: answered in spite of {call.Mistake}"
                : answers.Count != call.Texts.Count ? "gRPC: not one answer for each text"
                : book.Agrees(call, answers) ? Outcome.Answered
                : "gRPC: another answer than before to the same text";
        }
        catch (RpcException failure)
        {
            return CutByCaller(call, deadline, failure.StatusCode, cancellationToken) ?? Judge(call, failure.StatusCode);
        }
    }

    /// <summary>Creates a request message, for a unary call or for a stream.</summary>
    public static TranslateOptions Options(Call call) =>
        new() { BeamSize = call.Mistake is Mistake.OutOfRange or Mistake.NotJson ? 99 : call.BeamSize };

    /// <summary>
    /// Returns the outcome of a call that its caller cut short, by disconnecting or by its deadline; <see langword="null"/> for any other.
    /// The client library reports such a call as UNAVAILABLE if it was reading an answer at that moment.
    /// </summary>
    /// <exception cref="OperationCanceledException">The caller disconnected.</exception>
    public Reply? CutByCaller(Call call, DateTime deadline, StatusCode status, CancellationToken cancellationToken) =>
        status switch
        {
            StatusCode.Cancelled or StatusCode.Unavailable when cancellationToken.IsCancellationRequested =>
                throw new OperationCanceledException(cancellationToken),
            StatusCode.DeadlineExceeded when call.Deadline is not null => Outcome.TimedOut,
            StatusCode.Unavailable when call.Deadline is not null && time.GetUtcNow().UtcDateTime >= deadline => Outcome.TimedOut,
            _ => null,
        };

    private static Reply Judge(Call call, StatusCode status) =>
        status switch
        {
            StatusCode.ResourceExhausted => Outcome.Refused,
            StatusCode.InvalidArgument when call.Mistake is Mistake.NotJson or Mistake.OutOfRange or Mistake.NoTexts => Outcome.Rejected,
            StatusCode.NotFound when call.Mistake == Mistake.UnknownModel => Outcome.Rejected,
            _ => call.Mistake == Mistake.None ? $"gRPC: {status}" : $"gRPC: {status} to {call.Mistake}",
        };

    private static TranslateRequest Translate(Call call)
    {
        var request = new TranslateRequest
        {
            Model = call.Mistake == Mistake.UnknownModel ? "nobody" : call.Model,
            Options = Options(call),
        };
        request.Texts.AddRange(call.Mistake == Mistake.NoTexts ? [] : call.Texts);
        return request;
    }

    private static ClassifyRequest Classify(Call call)
    {
        var request = new ClassifyRequest { Model = call.Mistake == Mistake.UnknownModel ? "nobody" : call.Model };
        request.Texts.AddRange(call.Mistake == Mistake.NoTexts ? [] : call.Texts);
        if (call.Mistake is Mistake.OutOfRange or Mistake.NotJson)
        {
            request.TopK = 0;
        }

        return request;
    }
}
