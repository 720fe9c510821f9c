using TransformerService.Shadow.Records;
using TransformerService.Shadow.Reporting;

namespace TransformerService.Shadow.Store;

/// <summary>Collects findings. Never waits.</summary>
internal interface IFindings
{
    /// <summary>Adds to the totals of a key.</summary>
    void Count(TotalsKey key, Action<ShadowTotals> add);

    /// <summary>Adds a comparison, unless its text has already counted; then neither the comparison nor its sample is added.</summary>
    /// <param name="finding">The comparison.</param>
    /// <param name="sample">The sample to keep, if there is room.</param>
    void Add(TextFinding finding, KeptSample? sample = null);
}
