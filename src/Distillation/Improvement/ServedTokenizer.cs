using TransformerService.Distillation.Evaluation;
using TransformerService.Distillation.Pipeline;

namespace TransformerService.Distillation.Improvement;

/// <summary>The vocabulary of a version that is served, which its folder has.</summary>
internal static class ServedTokenizer
{
    private static readonly string[] Files =
    [
        "vocab.txt",
        "vocab.json",
        "source.spm",
        "target.spm",
        "tokenizer.json",
        "tokenizer_config.json",
        "special_tokens_map.json",
    ];

    /// <summary>Copies its files into the work folder, once.</summary>
    public static Task CopyAsync(ModelVariant student, WorkFolder work) =>
        TokenizerFolder.MakeAsync(
            work.Tokenizer,
            folder =>
            {
                foreach (var file in Files.Where(file => File.Exists(Path.Combine(student.Definition.Folder, file))))
                {
                    File.Copy(Path.Combine(student.Definition.Folder, file), Path.Combine(folder, file));
                }

                return Task.CompletedTask;
            }
        );
}
