using TransformerService.Distillation.Data;
using TransformerService.Distillation.Recipes;
using TransformerService.Models;

namespace TransformerService.Distillation.Pipeline;

/// <summary>Writes a teacher translator: float32, or int8 if the recipe says so and its training is finished.</summary>
/// <param name="recipe">The recipe.</param>
/// <param name="export">How variants are written.</param>
/// <param name="work">Where they are written.</param>
/// <param name="log">Receives the scores, and the agreement of the heads.</param>
internal sealed class TranslationTeacherExport(TranslationRecipe recipe, TranslationExport export, WorkFolder work, TextWriter log)
{
    /// <summary>Writes the teacher, whose training may be unfinished; a finished one also gets its heads of alignment and its self-check.</summary>
    /// <param name="trained">The teacher.</param>
    /// <param name="data">The vocabulary, and the pairs to measure on.</param>
    /// <param name="learned">The pairs that it learned.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public async Task WriteAsync(
        TrainedModel trained,
        TranslationData data,
        IReadOnlyList<TextPair> learned,
        CancellationToken cancellationToken
    )
    {
        if (trained.IsFinished && recipe.Quantization.Teacher)
        {
            await new QuantizedTranslationExport(recipe, export, VariantRole.Teacher, log).WriteAsync(
                work.Model,
                work.Float32Teacher,
                recipe.Teacher,
                trained.Weights,
                data,
                learned,
                shortlist: null,
                cancellationToken
            );
            WriteSelfCheck(work.Float32Teacher);
            return;
        }

        var shape = recipe.Teacher.TranslationShape(data.Tokenizer.LargestVocabularyId + 1);
        var exported = export.Options(recipe.Teacher, TranslationExport.Beams(VariantRole.Teacher));
        export.Write(work.Model, TranslationExport.Teacher, shape, exported, TranslationExport.Build(shape, trained.Weights, exported));
        if (trained.IsFinished)
        {
            export.SelectHeads(work.Model, TranslationExport.Teacher, shape, data, learned, log, cancellationToken);
            WriteSelfCheck(float32Folder: null);
        }

        void WriteSelfCheck(string? float32Folder) =>
            QuantizedTranslationExport.WriteSelfCheck(VariantRole.Teacher, work.Model, float32Folder, data.Validation, cancellationToken);
    }
}
