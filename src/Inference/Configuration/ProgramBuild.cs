using TransformerService.Models;
using TransformerService.Tokenization;

namespace TransformerService.Inference.Configuration;

/// <summary>Identifies the code that answers depend on.</summary>
internal static class ProgramBuild
{
    /// <summary>The identities of the compiled modules: any change of their source gives others.</summary>
    public static string Id { get; } =
        string.Join(
            ' ',
            new[] { typeof(ProgramBuild), typeof(TextTokenizer), typeof(ModelTask) }.Select(type => type.Module.ModuleVersionId)
        );
}
