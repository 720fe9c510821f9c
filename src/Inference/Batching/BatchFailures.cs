namespace TransformerService.Inference.Batching;

/// <summary>How a model handles batches that fail.</summary>
/// <param name="Probe">Runs a row that is known to work; throws if the model no longer works.</param>
/// <param name="Describe">Turns a failure into the exception for the row's caller.</param>
/// <param name="Noted">Called for each failed batch, with the reason and whether the model no longer works.</param>
internal sealed record BatchFailures(Action<CancellationToken> Probe, Func<Exception, Exception> Describe, Action<Exception, bool> Noted)
{
    /// <summary>For a run without a model.</summary>
    public static BatchFailures Ignored { get; } = new(_ => { }, failure => failure, (_, _) => { });

    /// <summary>Checks whether the model still works. If it does not, the model is at fault and not the batch's rows.</summary>
    public bool StillWorks(CancellationToken cancellationToken)
    {
        try
        {
            Probe(cancellationToken);
            return true;
        }
        catch (Exception) when (!cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }
}
