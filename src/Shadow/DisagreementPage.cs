using TransformerService.Shadow.Records;
using TransformerService.Shadow.Store;

namespace TransformerService.Shadow;

/// <summary>Disagreements, the most severe first.</summary>
/// <param name="Items">The disagreements.</param>
/// <param name="HasMore">Whether there are more behind them.</param>
public sealed record DisagreementPage(IReadOnlyList<Disagreement> Items, bool HasMore)
{
    /// <summary>The page without the texts that were kept: they are not for every caller.</summary>
    public DisagreementPage WithoutTexts() => this with { Items = [.. Items.Select(WithoutTexts)] };

    /// <summary>Where the next page begins; <see langword="null"/> if there is none.</summary>
    public string? NextCursor => HasMore ? CursorAfter(Items[^1]) : null;

    /// <summary>The cursor that asks for what comes behind a disagreement.</summary>
    public static string CursorAfter(Disagreement disagreement) => new SamplePlace(disagreement.Severity, disagreement.Id).ToCursor();

    private static Disagreement WithoutTexts(Disagreement item) => item with
    {
        Source = item.Source with { Text = null },
        Pair = item.Pair is null ? null : item.Pair with { Text = null },
        Student = item.Student with { Text = null },
        Teacher = item.Teacher with { Text = null },
    };
}
