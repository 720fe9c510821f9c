namespace TransformerService.Inference.Batching;

/// <summary>What a model does about batches that fail.</summary>
/// <param name="Probe">Runs a row that is known to work; throws if the model no longer works.</param>
/// <param name="Describe">What a row's caller is told of a failure.</param>
/// <param name="Noted">Told of each batch that failed: why, and whether the model no longer works.</param>
internal sealed record BatchFailures(Action<CancellationToken> Probe, Func<Exception, Exception> Describe, Action<Exception, bool> Noted)
{
    /// <summary>For a run that has no model behind it.</summary>
    public static BatchFailures Ignored { get; } = new(_ => { }, failure => failure, (_, _) => { });

    /// <summary>Whether the model still works, and not the batch's rows but the model is at fault if it does not.</summary>
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
