using Microsoft.ML.OnnxRuntime;
using TransformerService.Models.Errors;

namespace TransformerService.Inference.Sessions;

/// <summary>
/// The options of one batch's runs: its own <see cref="RunOptions"/>, because <c>Terminate</c> stops every run that shares them. It is set
/// when the batch is cancelled.
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

    /// <summary>Runs, and converts ONNX Runtime's exception for a terminated run into a cancellation.</summary>
    public IDisposableReadOnlyCollection<OrtValue> Run(
        OnnxSession session,
        IReadOnlyCollection<string> inputNames,
        IReadOnlyCollection<OrtValue> inputs,
        IReadOnlyCollection<string> outputNames
    )
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
        // Disposing the registration waits for a running callback, so that the callback never sees disposed options.
        _registration.Dispose();
        Options.Dispose();
    }
}

/// <summary>Converts a failed run into the exception for the caller whose text failed.</summary>
internal static class RunFailure
{
    private const string StatusMark = "Status Message: ";

    /// <summary>
    /// Returns ONNX Runtime's reason, which contains ids and shapes but no text; any other failure is returned unchanged.
    /// </summary>
    public static Exception Describe(Exception failure) =>
        failure is OnnxRuntimeException
            ? new InferenceException(
                InferenceError.Internal,
                $"The model cannot run one of the texts: {Reason(failure.Message)}. Other texts are not affected.",
                failure
            )
            : failure;

    private static string Reason(string message)
    {
        var mark = message.LastIndexOf(StatusMark, StringComparison.Ordinal);
        var reason = mark < 0 ? message : message[(mark + StatusMark.Length)..];
        return reason.Split('\n', 2)[0].Trim().TrimEnd('.');
    }
}
