using Microsoft.ML.OnnxRuntime;

namespace TransformerService.Inference.Sessions;

/// <summary>
/// What one batch runs under: its own <see cref="RunOptions"/>, since <c>Terminate</c> stops every run that shares them, set when the
/// batch is cancelled.
/// </summary>
internal sealed class RunScope : IDisposable
{
    private readonly CancellationTokenRegistration _registration;

    public RunScope(CancellationToken cancellationToken)
    {
        CancellationToken = cancellationToken;
        _registration = cancellationToken.UnsafeRegister(static state => ((RunOptions)state!).Terminate = true, Options); // state is Options, below
    }

    public RunOptions Options { get; } = new();

    public CancellationToken CancellationToken { get; }

    /// <summary>Runs, and turns ONNX Runtime's word for a terminated run into a cancellation.</summary>
    public IDisposableReadOnlyCollection<OrtValue> Run(
        OnnxSession session, IReadOnlyCollection<string> inputNames, IReadOnlyCollection<OrtValue> inputs, IReadOnlyCollection<string> outputNames)
    {
        CancellationToken.ThrowIfCancellationRequested();
        try
        {
            return session.Run(Options, inputNames, inputs, outputNames);
        }
        catch (OnnxRuntimeException exception) when (CancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException("The run was terminated.", exception, CancellationToken);
        }
    }

    public void Dispose()
    {
        // Disposing the registration waits for a callback under way, so that it never sees disposed options.
        _registration.Dispose();
        Options.Dispose();
    }
}
