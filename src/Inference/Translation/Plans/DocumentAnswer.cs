using TransformerService.Models.Requests;

namespace TransformerService.Inference.Translation.Plans;

/// <summary>Makes one answer of the translations of a document's blocks.</summary>
/// <param name="blocks">The translations, in the order of the document.</param>
internal sealed class DocumentAnswer(IReadOnlyList<TranslatedText> blocks)
{
    /// <summary>Returns the answer.</summary>
    /// <param name="text">The translated document.</param>
    /// <param name="count">How many blocks it has.</param>
    /// <param name="inParts">How many of them are not translated as one text.</param>
    public TranslatedText Of(string text, int count, int inParts)
    {
        var tokens = blocks.Sum(block => block.OutputTokens);
        FinishReason[] reasons = [.. blocks.SelectMany(Reasons)];
        return new(
            text,
            tokens == 0 ? 0 : blocks.Sum(block => block.Score * block.OutputTokens) / tokens,
            blocks.Sum(block => block.InputTokens),
            tokens,
            blocks.Any(block => block.Truncated),
            null
        )
        {
            FinishReason = Array.Find(reasons, reason => reason != FinishReason.Stop),
            FinishReasons = Array.Exists(reasons, reason => reason != FinishReason.Stop) ? reasons : null,
            Warnings = [.. Warnings()],
            Glossary =
            [
                .. blocks
                    .SelectMany(block => block.Glossary)
                    .GroupBy(applied => applied.Entry)
                    .Select(one => new AppliedEntry(one.Key, one.Sum(applied => applied.Count))),
            ],
            Statistics = new TranslationStatistics(
                blocks.Sum(block => block.Statistics?.Sentences ?? 0),
                blocks.Sum(block => block.Statistics?.SentencesWithSpans ?? 0),
                blocks.Sum(block => block.Statistics?.SentencesCut ?? 0),
                blocks.Sum(block => block.Statistics?.RepeatedRows ?? 0)
            )
            {
                Blocks = count,
                BlocksInParts = inParts,
            },
        };
    }

    private static IEnumerable<FinishReason> Reasons(TranslatedText block) =>
        block.FinishReasons ?? Enumerable.Repeat(FinishReason.Stop, block.Statistics?.Sentences ?? 0);

    /// <summary>The sentences of the document are counted through; one last warning says how many were left out of all blocks.</summary>
    private IEnumerable<TranslationWarning> Warnings()
    {
        var (before, leftOut, first) = (0, 0, 0);
        foreach (var block in blocks)
        {
            foreach (var warning in block.Warnings)
            {
                if (warning.LeftOut is > 0 and var more)
                {
                    first = leftOut == 0 ? warning.Sentence + before : first;
                    leftOut += more;
                    continue;
                }

                yield return warning with
                {
                    Sentence = warning.Sentence + before,
                };
            }

            before += block.Statistics?.Sentences ?? 0;
        }

        if (leftOut > 0)
        {
            yield return TranslationWarning.More(leftOut, first);
        }
    }
}
