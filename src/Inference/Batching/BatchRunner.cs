using System.Diagnostics;
using TransformerService.Models.Errors;

namespace TransformerService.Inference.Batching;

/// <summary>
/// Runs a batch, delivers the results of rows that are done early, and measures it. If it fails although the model still works, it is run
/// again in parts, so that only the rows that make it fail are answered with the failure.
/// </summary>
/// <param name="run">Runs it.</param>
/// <param name="failures">How failures are handled.</param>
/// <param name="observer">Measures it.</param>
/// <param name="requests">The lock that guards changes to requests.</param>
internal sealed class BatchRunner<TRow, TResult>(
    BatchRun<TRow, TResult> run,
    BatchFailures failures,
    BatchObserver? observer,
    Lock requests
)
{
    /// <summary>Runs the batch. Never throws: a failure is part of the outcome.</summary>
    public BatchOutcome<TResult> Run(RunningBatch<TRow, TResult> batch)
    {
        Activity? span = null;
        try
        {
            span = observer?.Begin(batch.Rows);
            Link(batch, span);
            var results = run([.. batch.Rows.Select(row => row.Value)], (place, result) => Tell(batch, place, result), batch.Token);
            return results.Count == batch.Rows.Count ? new(results, null) : new([], Missing(results.Count, batch.Rows.Count));
        }
        catch (Exception exception)
        {
            // The error boundary of one batch: the callers that wait for its rows get the failure.
            span?.SetStatus(ActivityStatusCode.Error);
            return batch.Token.IsCancellationRequested ? new([], exception) : Recover(batch, exception);
        }
        finally
        {
            span?.Dispose();
        }
    }

    /// <summary>Runs rows of a batch, by their indices.</summary>
    private IReadOnlyList<TResult> Run(RunningBatch<TRow, TResult> batch, int[] places)
    {
        var results = run(
            [.. places.Select(place => batch.Rows[place].Value)],
            (index, result) => Tell(batch, places[index], result),
            batch.Token
        );
        return results.Count == places.Length ? results : throw Missing(results.Count, places.Length);
    }

    private static InvalidOperationException Missing(int results, int rows) => new($"The run returned {results} results for {rows} rows.");

    /// <summary>Handles a batch that failed. Never throws.</summary>
    private BatchOutcome<TResult> Recover(RunningBatch<TRow, TResult> batch, Exception failure)
    {
        try
        {
            var isBroken = !failures.StillWorks(batch.Token);
            failures.Noted(failure, isBroken);
            observer?.Failed(isBroken ? InferenceError.ModelNotReady : InferenceError.Internal);
            if (isBroken)
            {
                return new(
                    [],
                    new InferenceException(
                        InferenceError.ModelNotReady,
                        "The model has stopped working and is being opened again; send the request again.",
                        failure
                    )
                );
            }

            var isolation = new RowIsolation<TResult>(places => Run(batch, places), place => IsWanted(batch, place), batch.Token);
            isolation.Split([.. Enumerable.Range(0, batch.Rows.Count)], failure);
            Dictionary<int, Exception> rowFailures = [];
            var results = new TResult[batch.Rows.Count];
            for (var place = 0; place < results.Length; place++)
            {
                if (isolation.Results.TryGetValue(place, out var result))
                {
                    results[place] = result;
                }
                else
                {
                    rowFailures.Add(place, failures.Describe(isolation.Failures.GetValueOrDefault(place, failure)));
                }
            }

            return new(results, null) { RowFailures = rowFailures };
        }
        catch (Exception exception)
        {
            // The error boundary of one batch, again: nobody waits for it any longer, or a failure handler failed.
            return new([], exception);
        }
    }

    private bool IsWanted(RunningBatch<TRow, TResult> batch, int place)
    {
        lock (requests)
        {
            return !batch.Rows[place].Request.IsOver && !batch.IsCompleted(place);
        }
    }

    /// <summary>Records a batch's span with the callers whose rows are in it.</summary>
    private void Link(RunningBatch<TRow, TResult> batch, Activity? span)
    {
        if (span is null)
        {
            return;
        }

        lock (requests)
        {
            foreach (var request in batch.Rows.Select(row => row.Request).Where(request => !request.IsOver))
            {
                (request.Batches ??= []).Add(span.Context);
            }
        }
    }

    /// <summary>Delivers a row's result while the batch goes on.</summary>
    private void Tell(RunningBatch<TRow, TResult> batch, int place, TResult result)
    {
        lock (requests)
        {
            batch.Complete(place, result);
        }
    }
}

/// <summary>Runs a batch.</summary>
/// <param name="rows">Its rows.</param>
/// <param name="finished">
/// May be called for a row that is done while others go on, with its index and its result, which is delivered to the caller at once.
/// </param>
/// <param name="cancellationToken">Stops the run: nobody waits for any of its rows any longer.</param>
/// <returns>A result for each row, including those that were reported before.</returns>
internal delegate IReadOnlyList<TResult> BatchRun<TRow, TResult>(
    IReadOnlyList<TRow> rows,
    Action<int, TResult> finished,
    CancellationToken cancellationToken
);

/// <summary>The outcome of a batch's run.</summary>
/// <param name="Results">A result for each row; none if the batch failed as a whole.</param>
/// <param name="Failure">Why it failed as a whole, if so.</param>
internal readonly record struct BatchOutcome<TResult>(IReadOnlyList<TResult> Results, Exception? Failure)
{
    /// <summary>Why single rows failed, by their indices; their results must not be used. <see langword="null"/> if none failed.</summary>
    public IReadOnlyDictionary<int, Exception>? RowFailures { get; init; }
}

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
