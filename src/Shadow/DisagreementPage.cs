using TransformerService.Shadow.Records;
using TransformerService.Shadow.Store;

namespace TransformerService.Shadow;

/// <summary>Disagreements, the most severe first.</summary>
/// <param name="Items">The disagreements.</param>
/// <param name="HasMore">Whether there are more after them.</param>
public sealed record DisagreementPage(IReadOnlyList<KeptSample> Items, bool HasMore)
{
    /// <summary>The page without the kept texts: not every caller may see them.</summary>
    public DisagreementPage WithoutTexts() => this with { Items = [.. Items.Select(WithoutTexts)] };

    /// <summary>Where the next page begins; <see langword="null"/> if there is none.</summary>
    public string? NextCursor => HasMore ? CursorAfter(Items[^1]) : null;

    /// <summary>The cursor for what follows a disagreement.</summary>
    public static string CursorAfter(KeptSample disagreement) => new SamplePlace(disagreement.Severity, disagreement.Id).ToCursor();

    private static KeptSample WithoutTexts(KeptSample item) =>
        item with
        {
            Source = item.Source with { Text = null },
            Pair = item.Pair is null ? null : item.Pair with { Text = null },
            Student = item.Student with { Text = null },
            Teacher = item.Teacher with { Text = null },
        };
}

/// <summary>Which disagreements to read.</summary>
/// <param name="Since">Leaves out older ones.</param>
/// <param name="MinSeverity">Leaves out less severe ones, 0 to 1. Default 0.</param>
/// <param name="Limit">How many at most, 1 to 1,000. Default 100.</param>
/// <param name="Cursor">Where an earlier page ended.</param>
public sealed record DisagreementQuery(DateTimeOffset? Since, double? MinSeverity, int? Limit, string? Cursor);
