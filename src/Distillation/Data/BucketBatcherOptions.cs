using System.ComponentModel.DataAnnotations;

namespace TransformerService.Distillation.Data;

/// <summary>How large batches are.</summary>
internal sealed class BucketBatcherOptions
{
    /// <summary>
    /// Most tokens of a batch, padding included: rows × the wider side's width, as fairseq's <c>--max-tokens</c> counts them; default
    /// 4,096, at least 1.
    /// </summary>
    [Range(1, int.MaxValue)]
    public int TokenBudget { get; set; } = 4096;

    /// <summary>The widths that each side is padded to; default multiples of 8.</summary>
    public BucketWidths Widths { get; set; } = BucketWidths.MultiplesOf(8);

    /// <summary>Decides the order together with the epoch's number; default 1.</summary>
    public ulong Seed { get; set; } = 1;
}
