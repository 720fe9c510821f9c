using System.Globalization;
using TransformerService.Client;

namespace TransformerService.Cli.Servers;

/// <summary>
/// Asks for texts together. A call that is refused for one of its texts is halved until that text is alone: only it gets the fault. A
/// failure of the server that may pass is tried again; a text that makes it fail each time gets a fault as well.
/// </summary>
/// <param name="ask">Asks a server; as many answers come back as texts went.</param>
/// <param name="isOfText">Whether a refusal may be for one text; another one would be the same for each text.</param>
/// <param name="time">The clock.</param>
internal sealed class TextCalls<TText, TAnswer>(
    Func<IReadOnlyList<TText>, CancellationToken, Task<IReadOnlyList<TAnswer>>> ask,
    Func<TransformerServiceException, IReadOnlyList<TText>, bool> isOfText,
    TimeProvider time
)
    where TAnswer : class
{
    private const int MostAttempts = 4;

    private static readonly TimeSpan FirstDelay = TimeSpan.FromSeconds(0.5);

    /// <summary>An outcome for each text, in their order.</summary>
    /// <exception cref="TransformerServiceException">The call failed for another reason than a text.</exception>
    public async Task<IReadOnlyList<TextOutcome<TAnswer>>> AskAsync(IReadOnlyList<TText> texts, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                var answers = await ask(texts, cancellationToken);
                return answers.Count == texts.Count
                    ? [.. answers.Select(answer => new TextOutcome<TAnswer>(answer, null))]
                    : throw new TransformerServiceException(
                        TransformerServiceErrors.InvalidAnswer,
                        string.Create(CultureInfo.InvariantCulture, $"A server sent {answers.Count} answers to {texts.Count} texts.")
                    );
            }
            catch (TransformerServiceException failure) when (MayPass(failure) && attempt < MostAttempts)
            {
                await Task.Delay(FirstDelay * (1 << attempt), time, cancellationToken);
            }
            catch (TransformerServiceException failure) when (MayPass(failure) || isOfText(failure, texts))
            {
                if (texts.Count == 1)
                {
                    return [new(null, failure)];
                }

                var half = texts.Count / 2;
                return
                [
                    .. await AskAsync([.. texts.Take(half)], cancellationToken),
                    .. await AskAsync([.. texts.Skip(half)], cancellationToken),
                ];
            }
        }
    }

    private static bool MayPass(TransformerServiceException failure) =>
        failure.Code is TransformerServiceErrors.TimedOut or TransformerServiceErrors.Internal;
}

/// <summary>The fault of an answer that the server marks as truncated.</summary>
internal static class Truncation
{
    public const string Code = "truncated";

    /// <summary>Why a translation lacks its end.</summary>
    public const string OfTranslation =
        "The translation was cut: it reached the most tokens, or repeated itself. Divide the text into shorter sentences.";

    /// <summary>Why an answer is one to the beginning of a text.</summary>
    public const string OfText = "The text is longer than the model reads, and the answer is one to its beginning. Divide the text.";
}

/// <summary>What came of a text: an answer or a fault.</summary>
internal readonly record struct TextOutcome<TAnswer>(TAnswer? Answer, TransformerServiceException? Fault)
    where TAnswer : class;
