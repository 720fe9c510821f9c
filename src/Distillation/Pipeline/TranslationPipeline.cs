using TransformerService.Distillation.Data;
using TransformerService.Distillation.Modeling;
using TransformerService.Distillation.Recipes;
using TransformerService.Distillation.Training;
using TransformerService.Models;
using static TorchSharp.torch;

namespace TransformerService.Distillation.Pipeline;

/// <summary>Makes a teacher and its student from parallel text, step by step; a finished step is skipped.</summary>
internal sealed class TranslationPipeline(TranslationRecipe recipe, PipelineOptions options, TextWriter log) : IPipeline
{
    private readonly TranslationExport _export = new(recipe, options.Work.Tokenizer);
    private readonly PrecisionSelection _precision = PrecisionSelection.Of(recipe, log);

    public async Task<bool> RunAsync(CancellationToken cancellationToken)
    {
        // 1. Corpora and vocabulary.
        var data = await TranslationData.PrepareAsync(recipe, options, log, cancellationToken);
        var teacherShape = recipe.Teacher.TranslationShape(data.Tokenizer.LargestVocabularyId + 1);
        IReadOnlyList<TextPair> references = [.. data.Training, .. data.Kept];

        // 2. The teacher.
        if (options.Stages.HasFlag(Stages.Teacher))
        {
            var beginning = TranslatorBeginning.Of(options, teacherShape, data.Tokenizer, log);
            var trainedTeacher = Train("teacher", recipe.Teacher, data, references, beginning, null, cancellationToken);
            await new TranslationTeacherExport(recipe, _export, options.Work, log).WriteAsync(
                trainedTeacher,
                data,
                references,
                cancellationToken
            );
            if (!trainedTeacher.IsFinished)
            {
                return false;
            }
        }

        if (recipe.Student is not { } student)
        {
            return true;
        }

        // 3. The same student without a teacher, to compare with.
        var seeded = options.StudentSeed is { } seed ? student with { Training = student.Training with { Seed = seed } } : student;
        if (options.Stages.HasFlag(Stages.Baseline) && !await BaselineAsync(seeded, data, references, cancellationToken))
        {
            return false;
        }

        if (!options.Stages.HasFlag(Stages.Student))
        {
            return true;
        }

        var teacher = Run("teacher", recipe.Teacher).Finished();

        // 4. The student's data: the teacher's translations, and the pairs that are learned unchanged.
        var learned = await LearnedAsync(student, data, teacher, cancellationToken);

        // 5. The student.
        var trained = Train(
            "student",
            seeded,
            data,
            learned,
            Beginning(seeded, teacher),
            recipe.Distillation.WordLevel > 0 ? teacher : null,
            cancellationToken
        );
        if (!trained.IsFinished)
        {
            return false;
        }

        // 6. Float32, to compare with, and int8, to serve.
        await ExportStudentAsync(options.Work.Model, options.Work.Float32Student, seeded, trained, data, learned, cancellationToken);
        return true;
    }

    private async Task<bool> BaselineAsync(
        TransformerRecipe student,
        TranslationData data,
        IReadOnlyList<TextPair> references,
        CancellationToken cancellationToken
    )
    {
        var name = FormattableString.Invariant($"baseline-{student.Training.Seed}");
        var baseline = Train(name, student, data, references, null, null, cancellationToken);
        if (baseline.IsFinished)
        {
            await ExportStudentAsync(
                options.Work.Baseline(student.Training.Seed),
                null,
                student,
                baseline,
                data,
                references,
                cancellationToken
            );
        }

        return baseline.IsFinished;
    }

    private async Task<IReadOnlyList<TextPair>> LearnedAsync(
        TransformerRecipe student,
        TranslationData data,
        TrainedModel teacher,
        CancellationToken cancellationToken
    )
    {
        var drawn = SequenceDistillation.Drawn(data.Training, student.Training.Epochs);
        var translated = await new SequenceDistillation(recipe.Distillation, log).TranslateAsync(
            recipe.Quantization.Teacher ? options.Work.Float32Teacher : options.Work.Model,
            teacher.Hash,
            drawn,
            options.Work.Distilled,
            cancellationToken
        );
        List<TextPair> learned = [.. translated, .. data.Kept, .. data.Extra];
        if (recipe.Distillation.References > 0)
        {
            learned.AddRange(drawn.Select(pair => pair with { Weight = pair.Weight * recipe.Distillation.References }));
        }

        return learned;
    }

    private TrainingRun Run(string name, TransformerRecipe model) => new(name, options.Work.Training(name), model.Training, log);

    private TrainedModel Train(
        string name,
        TransformerRecipe model,
        TranslationData data,
        IReadOnlyList<TextPair> pairs,
        Func<string, float[]?>? initial,
        TrainedModel? wordTeacher,
        CancellationToken cancellationToken
    )
    {
        var run = Run(name, model);
        var precision = _precision.For(run);
        var shape = model.TranslationShape(data.Tokenizer.LargestVocabularyId + 1);
        using var transformer = new TranslationTransformer(shape, precision, model.Training.Dropout, model.Training.Seed);
        using var restored = wordTeacher is null
            ? null
            : Restore(recipe.Teacher.TranslationShape(data.Tokenizer.LargestVocabularyId + 1), wordTeacher, precision);
        var scorer = new TranslationScorer(_export, model, shape, EvenSample.Of(data.Validation, recipe.ValidationTranslations));
        var validation = data.Encode(data.Validation, recipe.MaxTokens);
        if (validation.Count == 0)
        {
            throw new CorpusException("Every held-out pair is longer than maxTokens, so there is nothing to validate on.");
        }

        var task = new TranslationTask(transformer, model.Training, data.Encode(pairs, recipe.MaxTokens), validation)
        {
            Teacher = restored is null ? null : new TranslationTeacher(restored, recipe.Distillation.WordLevel),
            Alignment = data.Guided(model.Training, pairs, recipe.MaxTokens, cancellationToken),
            Score = recipe.ValidationTranslations > 0 ? Score : null,
        };
        return run.Train(task, initial, cancellationToken);

        // Called in the middle of a training, which waits for it.
        double Score() =>
            scorer
                .BleuAsync(TranslationExport.Build(shape, transformer.Weights.Values(), _export.Options(model, 1)), cancellationToken)
                .GetAwaiter()
                .GetResult();
    }

    private async Task ExportStudentAsync(
        string folder,
        string? float32Folder,
        TransformerRecipe model,
        TrainedModel trained,
        TranslationData data,
        IReadOnlyList<TextPair> learned,
        CancellationToken cancellationToken
    )
    {
        await new QuantizedTranslationExport(recipe, _export, VariantRole.Student, log).WriteAsync(
            folder,
            float32Folder,
            model,
            trained.Weights,
            data,
            learned,
            StudentShortlist.Of(recipe, data, learned, log, cancellationToken),
            cancellationToken
        );
        QuantizedTranslationExport.WriteSelfCheck(VariantRole.Student, folder, float32Folder, data.Validation, cancellationToken);
    }

    private Func<string, float[]?>? Beginning(TransformerRecipe student, TrainedModel teacher) =>
        !student.BeginWithTeacher
            ? null
            : name =>
                teacher
                    .Weights.GetValueOrDefault( // a teacher with another type of decoder lacks some
                        LayerSelection.TeacherName(
                            name,
                            stack =>
                                stack == "encoder"
                                    ? (student.EncoderLayers, recipe.Teacher.EncoderLayers)
                                    : (student.DecoderLayers, recipe.Teacher.DecoderLayers)
                        )
                    )
                    ?.Values;

    private static TranslationTransformer Restore(TranslationShape shape, TrainedModel trained, ScalarType precision)
    {
        var model = new TranslationTransformer(shape, precision, dropout: 0, seed: 1);
        model.Weights.Load(name => trained.Weights[name].Values);
        return model;
    }
}
