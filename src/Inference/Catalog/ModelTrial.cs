using Microsoft.ML.OnnxRuntime;
using TransformerService.Inference.Configuration;
using TransformerService.Inference.Memory;
using TransformerService.Inference.Serving;
using TransformerService.Inference.Sessions;
using TransformerService.Inference.Variants;
using TransformerService.Models.Exports;

namespace TransformerService.Inference.Catalog;

/// <summary>Finds out whether a version can be opened at all, with limited memory and time. Used only by the loading thread.</summary>
internal sealed class ModelTrial(
    InferenceOptions options,
    ModelsOptions models,
    ExecutionProvider provider,
    MemoryBudget memory,
    TimeProvider timeProvider
)
{
    private readonly OnnxSessionFactory _factory = new(provider, options.IntraOpThreads, inTrial: true);

    /// <summary>The content hashes of the versions that have passed the trial, and are not tried again.</summary>
    private readonly HashSet<string> _tried = [];

    /// <summary>The words that versions copy, by content hash and language.</summary>
    private readonly Dictionary<(string, string?), IReadOnlyList<string>> _standIns = [];

    /// <summary>Records that a version answers as it should.</summary>
    public void Passed(ExportDescription export) => _tried.Add(export.ContentHash);

    /// <summary>The memory with which a version is tried now; 0 if versions are not tried.</summary>
    private uint LimitOf(ExportDescription export) =>
        models.TrialMemoryBytes == 0 || _factory.Provider != ExecutionProvider.Cpu
            ? 0
            : (uint)Math.Min(models.TrialMemoryBytes, memory.FreeBytes + ModelMemory.Estimate(export));

    /// <summary>
    /// The memory of a run that surely passes the trial of a version: the trial's graph is not optimized, so it may take more than a run does
    /// later. <see cref="long.MaxValue"/> if versions are not tried.
    /// </summary>
    public long RunBytes(ExportDescription export) =>
        LimitOf(export) is > 0 and var most ? (most - (long)UInt128.Min(most, export.WeightBytes)) / 2 : long.MaxValue;

    /// <summary>
    /// Opens a version and warms it up with limited memory, before it is opened without a limit: a few nodes can ask for more memory than
    /// there is, and the system then ends the process. One trial is enough, so that a rollback to the version is faster.
    /// </summary>
    /// <param name="folder">Its folder.</param>
    /// <param name="export">Its description.</param>
    /// <param name="passedWith">The memory with which an earlier process tried it and it passed; 0 if none did.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>The memory with which it passed; 0 if versions are not tried.</returns>
    public uint Run(string folder, ExportDescription export, uint passedWith, CancellationToken cancellationToken)
    {
        var most = LimitOf(export);
        if (most == 0 || _tried.Contains(export.ContentHash))
        {
            return most;
        }

        if (passedWith > 0 && passedWith <= most)
        {
            return passedWith;
        }

        // ONNX Runtime allocates weights beyond the arena's limit, and then ignores the limit.
        if (export.WeightBytes > models.TrialMemoryBytes)
        {
            throw new ModelLoadException([
                $"Its weights take {export.WeightBytes} bytes, more than the {models.TrialMemoryBytes} of Models:TrialMemoryBytes. If the model is meant to be so large, raise that (0: no limit).",
            ]);
        }

        using var limit = TrialMemory.Take(most, cancellationToken);
        try
        {
            using var trial = LoadedVariant.Load(folder, export, _factory, options);
            WarmUp(trial, cancellationToken);
            return most;
        }
        catch (Exception exception)
            when ((exception as OnnxRuntimeException ?? exception.InnerException as OnnxRuntimeException) is { } fault
                && TrialMemory.IsSpent(fault)
            )
        {
            throw new ModelLoadException(
                [
                    most < models.TrialMemoryBytes
                        ? $"{MemoryBudget.Insufficient}: it takes more than the {MemoryBudget.Shown(most)} that are left to open it or to answer a few texts. Give the process more memory, or remove a model, and load it again."
                        : $"It takes more than {models.TrialMemoryBytes} bytes to open it or to answer a few texts. If it is meant to, raise Models:TrialMemoryBytes (0: no limit).",
                ],
                exception
            );
        }
    }

    /// <summary>
    /// Finds out which words a version copies, once for its content. One that takes longer than the time of a warm-up serves without them:
    /// sentences are then cut at their spans.
    /// </summary>
    /// <param name="model">The version.</param>
    /// <param name="language">The language of its texts.</param>
    /// <param name="earlier">What an earlier process found.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>Whether there was time to find out.</returns>
    public bool LearnStandIns(ServedModel model, string? language, PassedLoad? earlier, CancellationToken cancellationToken)
    {
        var (key, inTime) = ((model.Export.ContentHash, language), true);
        if (earlier is not null && earlier.Language == language)
        {
            _standIns[key] = earlier.StandIns;
        }

        if (!_standIns.TryGetValue(key, out var words))
        {
            words = [];
            try
            {
                Within(token => words = model.LearnStandIns(language, token), cancellationToken);
            }
            catch (ModelLoadException)
            {
                inTime = false;
            }

            _standIns[key] = words;
        }

        model.UseStandIns(words);
        return inTime;
    }

    /// <summary>Warms a model up, within the time that is allowed for it.</summary>
    /// <exception cref="ModelLoadException">It takes longer.</exception>
    public void WarmUp(ServedModel model, CancellationToken cancellationToken) => Within(model.WarmUp, cancellationToken);

    private void Within(Action<CancellationToken> run, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(models.WarmUpTimeout, timeProvider);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            run(either.Token);
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw new ModelLoadException(
                [$"It did not answer a few texts within {models.WarmUpTimeout}. If it is only slow, raise Models:WarmUpTimeout."],
                exception
            );
        }
    }
}
