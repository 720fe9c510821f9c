using System.Diagnostics;
using TransformerService.Inference.Telemetry;

namespace TransformerService.Inference.Batching;

/// <summary>Runs a batch, gives rows that are done before the others their results, and measures it.</summary>
/// <param name="run">Runs it.</param>
/// <param name="observer">Measures it.</param>
/// <param name="requests">The lock that requests are changed under.</param>
internal sealed class BatchRunner<TRow, TResult>(BatchRun<TRow, TResult> run, BatchObserver? observer, Lock requests)
{
    /// <summary>Never throws: a failure is the outcome.</summary>
    public BatchOutcome<TResult> Run(RunningBatch<TRow, TResult> batch)
    {
        Activity? span = null;
        try
        {
            span = observer?.Begin(batch.Rows);
            Link(batch, span);
            IReadOnlyList<TResult> results = run([.. batch.Rows.Select(row => row.Value)], (place, result) => Tell(batch, place, result), batch.Token);
            if (results.Count != batch.Rows.Count)
            {
                throw new InvalidOperationException($"{results.Count} results came of {batch.Rows.Count} rows.");
            }

            return new(results, null);
        }
        catch (Exception exception)
        {
            // The boundary of one batch: whoever waits for a row of it is told.
            span?.SetStatus(ActivityStatusCode.Error);
            return new([], exception);
        }
        finally
        {
            span?.Dispose();
        }
    }

    /// <summary>Tells the callers whose rows are in a batch which it is.</summary>
    private void Link(RunningBatch<TRow, TResult> batch, Activity? span)
    {
        if (span is null)
        {
            return;
        }

        lock (requests)
        {
            foreach (BatchRequest<TRow, TResult> request in batch.Rows.Select(row => row.Request).Where(request => !request.IsOver))
            {
                (request.Batches ??= []).Add(span.Context);
            }
        }
    }

    /// <summary>Gives a row its result while the batch goes on.</summary>
    private void Tell(RunningBatch<TRow, TResult> batch, int place, TResult result)
    {
        lock (requests)
        {
            batch.Complete(place, result);
        }
    }
}
