using TransformerService.Inference.Admission;
using TransformerService.Inference.Batching;
using TransformerService.Inference.Decoding;
using TransformerService.Models.Exports;
using TransformerService.Models.Requests;
using TransformerService.Tokenization;
using TransformerService.Tokenization.Segments.Spans;

namespace TransformerService.Inference.Translation.Plans;

/// <summary>
/// Translates the rows of a request, and those again whose translation cannot be right:
/// 1. one that ran away is decoded with no n-gram twice;
/// 2. one in which a stand-in does not stand exactly once is tried with others, then cut at its spans;
/// 3. one whose numbers or signs differ is translated with these protected.
/// There are at most four rounds. Every repeated row is charged to the request before it runs; where that is too much, the translation stays
/// as it is, and the answer says what is wrong with it.
/// </summary>
/// <param name="model">The model.</param>
/// <param name="options">Which steps are taken.</param>
/// <param name="settings">How to decode.</param>
/// <param name="account">What the request may take.</param>
/// <param name="language">The target language.</param>
internal sealed class TranslationRounds(
    TranslationModel model,
    TranslationOptions options,
    GenerationSettings settings,
    RequestAccount account,
    string? language
)
{
    private const int MostRounds = 4,
        RepeatedNgram = 3;

    /// <summary>Charges the rows of all plans of the request, before any of them is translated.</summary>
    public void Charge(IReadOnlyList<TranslationPlan> plans)
    {
        PlannedRow[] open = [.. plans.SelectMany(plan => plan.Rows)];
        var rows = Array.ConvertAll(open, ToRow);
        account.CheckWork(rows.Sum(row => row.Cost.Work));
        account.TakeAnswer(TranslationPlan.AnswerBytes(account.Characters, plans, open, rows, settings.NumReturnSequences));
    }

    /// <summary>Translates the rows of plans; returns the time that it took.</summary>
    public async Task<RunTimes> RunAsync(IEnumerable<TranslationPlan> plans, CancellationToken cancellationToken)
    {
        PlannedRow[] open = [.. plans.SelectMany(plan => plan.Rows)];
        var rows = Array.ConvertAll(open, ToRow);
        var times = default(RunTimes);
        for (var round = 1; rows.Length > 0; round++)
        {
            var generated = await model.RunAsync(rows, account.Terms, cancellationToken);
            times += generated.Times;
            var (taken, number) = (open, round);
            open = await account.OnTextsAsync(() => Take(taken, generated.Results, number, cancellationToken), cancellationToken);
            rows = Array.ConvertAll(open, ToRow);
        }

        return times;
    }

    private bool UsesShortlist => options is { SplitSentences: true, Shortlist: true };

    private TranslationRow ToRow(PlannedRow row)
    {
        var ids = row.Read.Ids;
        if (row.Planner is null || !options.StopRunaways)
        {
            return model.Row(ids, settings, UsesShortlist);
        }

        var bounded = LengthBound.Of(settings, ids.Length);
        return model.Row(ids, row.IsDecodedAgain ? bounded with { NoRepeatNgramSize = RepeatedNgram } : bounded, UsesShortlist) with
        {
            StopsRepetition = settings.NoRepeatNgramSize == 0 && !RepetitionWatch.RepeatsAnywhere(ids),
        };
    }

    /// <summary>Keeps the translations of rows; returns the rows that are translated instead of some of them.</summary>
    private PlannedRow[] Take(
        PlannedRow[] rows,
        IReadOnlyList<IReadOnlyList<GeneratedSequence>> found,
        int round,
        CancellationToken cancellationToken
    )
    {
        var work = new TextWork(cancellationToken);
        var writer = new RowWriter(model, language, work);
        var next = new List<PlannedRow>();
        for (var index = 0; index < rows.Length; index++)
        {
            var row = rows[index];
            var isRight = writer.Write(row, found[index]);
            if (round == MostRounds || row.Planner is not { } planner || Instead(row, planner, isRight, round, work) is not { } instead)
            {
                continue;
            }

            PlannedRow[] repeated = [.. instead.Where(part => part.Row is not null).Select(part => part.Row ?? row)];
            if (account.TryRepeat(repeated.Length, repeated.Sum(one => ToRow(one).Cost.Work)))
            {
                row.Instead = instead;
                planner.Tally.Repeated += repeated.Length;
                planner.Tally.Cut += row.Spans.Count > 0 && !row.HasProtectedNumbers && IsCut(repeated) ? 1 : 0;
                next.AddRange(repeated);
            }
        }

        return [.. next];
    }

    private static bool IsCut(PlannedRow[] rows) => Array.TrueForAll(rows, row => row.Spans.Count == 0);

    private IReadOnlyList<PlannedPart>? Instead(PlannedRow row, RowPlanner planner, bool isRight, int round, TextWork work)
    {
        if (options.StopRunaways && !row.IsDecodedAgain && RanAway(row))
        {
            return [new PlannedPart(row.Source.AsMemory(), row.DecodedAgain())];
        }

        if (!isRight)
        {
            return planner.Mend(row);
        }

        if (row.HasProtectedNumbers)
        {
            return null;
        }

        var translation = row.Texts[0].Text;
        IReadOnlyList<ProtectedSpan> numbers = options.CheckNumbers ? row.DoubtfulNumbers(translation, language, work) : [],
            signs = options.ProtectSpans ? row.DoubtfulSigns(translation, work) : [];
        return numbers.Count + signs.Count > 0 ? planner.ProtectNumbers(row, withStandIns: round == 1, numbers.Concat(signs)) : null;
    }

    /// <summary>Whether a translation repeats itself, or did not end within what its sentence or the model allows.</summary>
    private bool RanAway(PlannedRow row) =>
        row.Reason == FinishReason.Repetition
        || (
            row.Reason == FinishReason.Length
            && (options.MaxNewTokens is null || LengthBound.Of(settings, row.Read.Ids.Length).MaxLength < settings.MaxLength)
        );
}
