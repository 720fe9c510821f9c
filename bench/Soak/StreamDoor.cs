using System.Globalization;
using Grpc.Core;
using TransformerService.V1;

namespace TransformerService.Soak;

/// <summary>
/// A stream of translations over gRPC: each text of a call is sent in its own message, and each must be answered exactly once.
/// </summary>
internal sealed class StreamDoor(Transformer.TransformerClient client, GrpcDoor unary, AnswerBook book, TimeProvider time) : IDoor
{
    public string Name => "stream";

    public async Task<Reply> AskAsync(Call call, CancellationToken cancellationToken)
    {
        var deadline = (time.GetUtcNow() + (call.Deadline ?? SoakOptions.CallTimeout)).UtcDateTime;
        using var stream = client.TranslateStream(null, deadline, cancellationToken);
        var answers = new string?[call.Texts.Count];
        var refused = false;
        try
        {
            var sending = SendAsync(stream.RequestStream, call, cancellationToken);
            await foreach (var one in stream.ResponseStream.ReadAllAsync(cancellationToken))
            {
                var text = int.Parse(one.Id, CultureInfo.InvariantCulture);
                if (answers[text] is not null)
                {
                    return "stream: a text was answered twice";
                }

                answers[text] = one.Translated?.Translation.Text ?? "";
                refused |= one.Error is { Reason: "overloaded" };
                if (one.Error is { Reason: not "overloaded" } error && !IsDeserved(call, error))
                {
                    return $"stream: {error.Reason}";
                }
            }

            await sending;
        }
        catch (RpcException failure)
        {
            return unary.CutByCaller(call, deadline, failure.StatusCode, cancellationToken) ?? $"stream: {failure.StatusCode}";
        }

        return Array.Exists(answers, answer => answer is null) ? "stream: a text was not answered"
            : call.Mistake != Mistake.None ? Outcome.Rejected
            : refused ? Outcome.Refused
            : book.Agrees(call, answers!) ? Outcome.Answered
            : "stream: another answer than before to the same text"; // no item is null here
    }

    private static bool IsDeserved(Call call, Error error) =>
        (call.Mistake, error.Reason) switch
        {
            (Mistake.UnknownModel, "modelNotFound") or (Mistake.NotJson or Mistake.OutOfRange or Mistake.NoTexts, "invalidInput") => true,
            (_, "timedOut" or "cancelled") => call.Deadline is not null,
            _ => false,
        };

    private static async Task SendAsync(
        IClientStreamWriter<TranslateStreamRequest> requests,
        Call call,
        CancellationToken cancellationToken
    )
    {
        for (var text = 0; text < call.Texts.Count; text++)
        {
            await requests.WriteAsync(
                new TranslateStreamRequest
                {
                    Id = text.ToString(CultureInfo.InvariantCulture),
                    Text = call.Texts[text],
                    Model = call.Mistake == Mistake.UnknownModel ? "nobody" : call.Model,
                    Options = call.Mistake == Mistake.NoTexts ? new TranslateOptions { BeamSize = 99 } : GrpcDoor.Options(call),
                },
                cancellationToken
            );
        }

        await requests.CompleteAsync();
    }
}
