using Microsoft.ML.OnnxRuntime;
using TransformerService.Models.Errors;

namespace TransformerService.Inference.Sessions;

/// <summary>Says what a failed run means for the caller whose text it was.</summary>
internal static class RunFailure
{
    private const string StatusMark = "Status Message: ";

    /// <summary>ONNX Runtime's reason, which has ids and shapes but no text; any other failure as it is.</summary>
    public static Exception Describe(Exception failure) => failure is OnnxRuntimeException
        ? new InferenceException(InferenceError.Internal, $"The model cannot run one of the texts: {Reason(failure.Message)}. Other texts are not affected.", failure)
        : failure;

    private static string Reason(string message)
    {
        int mark = message.LastIndexOf(StatusMark, StringComparison.Ordinal);
        string reason = mark < 0 ? message : message[(mark + StatusMark.Length)..];
        return reason.Split('\n', 2)[0].Trim().TrimEnd('.');
    }
}
