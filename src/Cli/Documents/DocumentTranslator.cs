using TransformerService.Cli.Servers;
using TransformerService.Client;

namespace TransformerService.Cli.Documents;

/// <summary>Translates documents by a server.</summary>
internal sealed class DocumentTranslator
{
    /// <summary>Most texts of a call.</summary>
    public const int MaxTexts = 64;

    /// <summary>Most characters of a call, unless one text has more.</summary>
    public const int MaxCharacters = 20_000;

    /// <summary>Calls at the same time.</summary>
    public const int MaxCalls = 4;

    private readonly TranslateRequest _template;
    private readonly TextCalls<SentText, Translation> _calls;

    /// <param name="ask">Asks a server.</param>
    /// <param name="template">Model, languages and options of the calls; its texts and format are replaced.</param>
    public DocumentTranslator(Func<TranslateRequest, CancellationToken, Task<TranslateAnswer>> ask, TranslateRequest template)
    {
        _template = template;
        _calls = new(async (texts, token) => (await ask(Request(texts), token)).Translations, IsOfText, TimeProvider.System);
    }

    /// <summary>
    /// Translates a document and writes it. A text that the server cannot translate, or whose translation lacks a placeholder, a tag or
    /// its end, stays as it is and is a fault. Equal texts are sent once. Nothing is written if a call fails for another reason, or is
    /// cancelled.
    /// </summary>
    /// <param name="document">The document.</param>
    /// <param name="output">Receives it translated.</param>
    /// <param name="progress">Receives how many texts a call has done.</param>
    /// <param name="cancellationToken">Ends the calls.</param>
    /// <exception cref="TransformerServiceException">
    /// The server does not answer, or refuses every text, as with an unknown model.
    /// </exception>
    public async Task<DocumentReport> TranslateAsync(
        IDocument document,
        Stream output,
        IProgress<int>? progress = null,
        CancellationToken cancellationToken = default
    )
    {
        SentText[] sent = [.. document.Texts.Select(text => new SentText(text.Text, text.Format)).Distinct()];
        var outcomes = sent.ToDictionary(text => text, _ => default(TextOutcome<Translation>));
        await Parallel.ForEachAsync(
            Batches(sent),
            new ParallelOptions { MaxDegreeOfParallelism = MaxCalls, CancellationToken = cancellationToken },
            async (batch, token) =>
            {
                var answered = await _calls.AskAsync(batch, token);
                lock (outcomes)
                {
                    foreach (var (index, text) in batch.Index())
                    {
                        outcomes[text] = answered[index];
                    }
                }

                progress?.Report(batch.Count);
            }
        );

        List<DocumentFault> faults = [];
        var translations = new string?[document.Texts.Count];
        foreach (var (index, text) in document.Texts.Index())
        {
            var outcome = outcomes[new(text.Text, text.Format)];
            if (Check(document, index, outcome) is var (code, detail))
            {
                faults.Add(new(index, text.Place, code, detail));
            }
            else
            {
                translations[index] = outcome.Answer?.Text;
            }
        }

        document.Write(output, translations);
        return new(document.Texts.Count, sent.Length, faults);
    }

    /// <summary>What is wrong with what came of a text; null if it can be written.</summary>
    private static (string Code, string Detail)? Check(IDocument document, int index, TextOutcome<Translation> outcome) =>
        outcome.Fault is { } fault ? (fault.Code, fault.Detail)
        : outcome.Answer is not { } answer ? null
        : answer.Truncated ? (Truncation.Code, Truncation.OfTranslation)
        : document.Check(index, answer.Text) is { } wrong ? (DocumentFault.StructureLost, wrong)
        : null;

    /// <summary>Texts of one format together, in their order.</summary>
    private static IEnumerable<IReadOnlyList<SentText>> Batches(IEnumerable<SentText> texts)
    {
        foreach (var format in texts.GroupBy(text => text.Format))
        {
            List<SentText> batch = [];
            var characters = 0;
            foreach (var text in format)
            {
                if (batch.Count == MaxTexts || (batch.Count > 0 && characters + text.Text.Length > MaxCharacters))
                {
                    yield return batch;
                    (batch, characters) = ([], 0);
                }

                batch.Add(text);
                characters += text.Text.Length;
            }

            yield return batch;
        }
    }

    private TranslateRequest Request(IReadOnlyList<SentText> batch)
    {
        var options = _template.Options ?? new TranslateOptions();
        var isHtml = batch[0].Format == TextFormat.Html;
        return _template with
        {
            Text = [.. batch.Select(text => text.Text)],
            Format = batch[0].Format,
            Options = options with { TranslateAttributes = isHtml ? options.TranslateAttributes ?? true : null },
        };
    }

    /// <summary>Whether another text may be translated: only Markdown can be wrong by itself.</summary>
    private static bool IsOfText(TransformerServiceException failure, IReadOnlyList<SentText> batch) =>
        failure.Code == TransformerServiceErrors.InputTooLarge
        || (failure.Code == TransformerServiceErrors.InvalidInput && batch[0].Format == TextFormat.Markdown);

    private readonly record struct SentText(string Text, TextFormat Format);
}

/// <summary>How a document was translated.</summary>
/// <param name="Texts">The texts of the document.</param>
/// <param name="Sent">Those that were sent: equal ones count once.</param>
/// <param name="Faults">The texts that stay as they are.</param>
internal sealed record DocumentReport(int Texts, int Sent, IReadOnlyList<DocumentFault> Faults);

/// <summary>A text of a document that stays as it is.</summary>
/// <param name="Index">Its number among the texts of the document, from 0.</param>
/// <param name="Place">Where it stands in the file.</param>
/// <param name="Code">The server's code, <see cref="StructureLost"/> or <see cref="Truncation.Code"/>.</param>
/// <param name="Detail">What is wrong; it does not quote the text.</param>
internal sealed record DocumentFault(int Index, string Place, string Code, string Detail)
{
    /// <summary>The translation lacks a placeholder or tag.</summary>
    public const string StructureLost = "structureLost";
}
