using Microsoft.ML.OnnxRuntime;
using TransformerService.Models;
using TransformerService.Tokenization;

namespace TransformerService.Inference.Sessions;

/// <summary>Identifies the program, ONNX Runtime and the processor, which the numbers of a run depend on.</summary>
internal static class RunEnvironment
{
    /// <summary>The identities of the compiled modules: any change of their source gives others.</summary>
    private static readonly string _modules = string.Join(
        ' ',
        new[] { typeof(RunEnvironment), typeof(TextTokenizer), typeof(ModelTask) }.Select(type => type.Module.ModuleVersionId)
    );

    /// <summary>Describes it for runs on a provider; equal only where all of it is equal.</summary>
    public static string On(ExecutionProvider provider) =>
        $"{_modules} {OrtEnv.Instance().GetVersionString()} {Processor.Description} {provider}";
}
