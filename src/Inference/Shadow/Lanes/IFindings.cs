using TransformerService.Inference.Shadow.Reporting;
using TransformerService.Inference.Shadow.Store;
using TransformerService.Models.Shadow;

namespace TransformerService.Inference.Shadow.Lanes;

/// <summary>Takes what is found. Never waits.</summary>
internal interface IFindings
{
    /// <summary>Adds to the totals of a key.</summary>
    void Count(TotalsKey key, Action<ShadowTotals> add);

    /// <summary>Keeps a sample, if there is room.</summary>
    void Keep(Disagreement sample);
}
