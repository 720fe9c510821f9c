namespace TransformerService.Engine;

/// <summary>Something that generates <see cref="BenchmarkShape.TargetTokens"/> tokens for each row of a batch.</summary>
internal interface IContestant : IDisposable
{
    /// <summary>Its name in tables.</summary>
    string Name { get; }

    /// <summary>Callers that keep it busy.</summary>
    int Callers { get; }

    /// <summary>Rows that a caller requests at once; <see langword="null"/> for a whole batch.</summary>
    int? RowsPerCall { get; }

    /// <summary>Generates for one batch; several callers do so at once.</summary>
    /// <returns>Tokens generated.</returns>
    Task<int> GenerateAsync(IReadOnlyList<int[]> rows);
}
