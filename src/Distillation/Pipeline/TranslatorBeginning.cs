using TransformerService.Distillation.Modeling;
using TransformerService.Distillation.Onnx.Marian;
using TransformerService.Tokenization;
using TransformerService.Tokenization.Loading;

namespace TransformerService.Distillation.Pipeline;

/// <summary>What a translation teacher begins with: a finished model, with its vocabulary or with another one.</summary>
internal static class TranslatorBeginning
{
    /// <summary>Returns the weights to begin with by their names; <see langword="null"/> to begin with random ones.</summary>
    /// <param name="options">The model to start from, if any.</param>
    /// <param name="shape">The teacher's sizes.</param>
    /// <param name="tokenizer">The vocabulary.</param>
    /// <param name="log">Receives how many pieces begin with weights of the model.</param>
    public static Func<string, float[]?>? Of(PipelineOptions options, TranslationShape shape, TextTokenizer tokenizer, TextWriter log)
    {
        if (options.From is not { } model)
        {
            return null;
        }

        var folder = Path.Combine(model, TranslationExport.Teacher);
        if (!options.NewVocabulary)
        {
            var same = MarianImporter.Read(folder, shape);
            return name => MarianWeights.ValuesOf(name, same);
        }

        var old = TokenizerLoader.Load(folder);
        var read = MarianImporter.Read(folder, shape with { Vocabulary = old.LargestVocabularyId + 1 });
        (var weights, var kept) = VocabularyTransplant.Of(read, old, tokenizer);
        log.WriteLine($"{kept} of {shape.Vocabulary} pieces begin with the weights that {model} has for them.");
        return name => MarianWeights.ValuesOf(name, weights);
    }
}
