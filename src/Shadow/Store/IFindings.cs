using TransformerService.Shadow.Records;
using TransformerService.Shadow.Reporting;

namespace TransformerService.Shadow.Store;

/// <summary>Takes what is found. Never waits.</summary>
internal interface IFindings
{
    /// <summary>Adds to the totals of a key.</summary>
    void Count(TotalsKey key, Action<ShadowTotals> add);

    /// <summary>Adds a comparison, unless its text has counted; then neither it nor its sample does.</summary>
    /// <param name="finding">The comparison.</param>
    /// <param name="sample">What is kept of it, if there is room.</param>
    void Add(TextFinding finding, Disagreement? sample = null);
}
