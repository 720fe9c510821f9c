using TransformerService.Distillation.Modeling;
using TransformerService.Distillation.Onnx.DistilBert;
using TransformerService.Distillation.Onnx.Proto;
using TransformerService.Distillation.Onnx.Quantization;
using TransformerService.Distillation.Pretrained;
using TransformerService.Distillation.Recipes;
using TransformerService.Distillation.Training;
using TransformerService.Models;
using static TorchSharp.torch;

namespace TransformerService.Distillation.Pipeline;

/// <summary>Makes a teacher and its student from labelled texts, step by step; a finished step is skipped.</summary>
internal sealed class ClassificationPipeline(ClassificationRecipe recipe, PipelineOptions options, TextWriter log) : IPipeline
{
    private readonly ClassificationExport _export = new(recipe, options.Work.Tokenizer);
    private readonly PrecisionSelection _precision = PrecisionSelection.Of(recipe, log);

    public async Task<bool> RunAsync(CancellationToken cancellationToken)
    {
        // 1. Corpora and vocabulary.
        var from = options.From ?? recipe.From;
        var vocabulary = from is null ? null : PretrainedVocabulary.Read(from, recipe.LowerCase);
        var data = await ClassificationData.PrepareAsync(recipe, options, vocabulary, log);
        var beginning = ClassifierBeginning.Of(from, vocabulary, options.Work.Tokenizer);
        var teacherShape = Shape(recipe.Teacher, data);
        beginning.Config?.Check(teacherShape);

        // 2. The teacher.
        if (options.Stages.HasFlag(Stages.Teacher))
        {
            var trainedTeacher = Train("teacher", recipe.Teacher, data, null, beginning.Pretrained(teacherShape), cancellationToken);
            _export.Write(
                options.Work.Model,
                TranslationExport.Teacher,
                teacherShape,
                ClassificationExport.Build(teacherShape, trainedTeacher.Weights)
            );
            if (!trainedTeacher.IsFinished)
            {
                return false;
            }

            GoldenSample.Write(options.Work.Model, VariantRole.Teacher, SelfCheckTexts(data), reference: null, cancellationToken);
        }

        if (recipe.Student is not { } student)
        {
            return true;
        }

        var seeded = options.StudentSeed is { } seed ? student with { Training = student.Training with { Seed = seed } } : student;
        var shape = Shape(seeded, data);

        // 3. The same student without a teacher, to compare with.
        if (options.Stages.HasFlag(Stages.Baseline))
        {
            var baseline = Train(
                FormattableString.Invariant($"baseline-{seeded.Training.Seed}"),
                seeded,
                data,
                null,
                null,
                cancellationToken
            );
            if (!baseline.IsFinished)
            {
                return false;
            }

            await ExportStudentAsync(options.Work.Baseline(seeded.Training.Seed), null, shape, baseline, data, cancellationToken);
        }

        if (!options.Stages.HasFlag(Stages.Student))
        {
            return true;
        }

        // 4. What the pretrained encoder knows, learned on unlabelled texts.
        var teacher = Run("teacher", recipe.Teacher).Finished();
        TrainedModel? general = null;
        if (recipe.General is { } generalOptions)
        {
            general = new GeneralDistillation(generalOptions, options, _precision, log).Train(
                seeded,
                shape,
                beginning,
                data,
                cancellationToken
            );
            if (!general.IsFinished)
            {
                return false;
            }
        }

        // 5. The student, which learns the teacher's answers. The teacher has its best weights, not its last ones.
        var initial = Beginning(seeded, shape, teacher, general);
        var trained = Train("student", seeded, data, teacher, initial, cancellationToken);
        if (!trained.IsFinished)
        {
            return false;
        }

        // 6. Float32, to compare with, and int8, to serve.
        await ExportStudentAsync(options.Work.Model, options.Work.Float32Student, shape, trained, data, cancellationToken);
        return true;
    }

    private static IReadOnlyList<(string Text, string? Pair)> SelfCheckTexts(ClassificationData data) =>
        [.. EvenSample.Of(data.Validation, GoldenSample.Candidates).Select(text => (data.Tokenizer.Decode(text.Ids), (string?)null))];

    private DistilBertShape Shape(TransformerRecipe model, ClassificationData data) =>
        model.ClassifierShape(data.Tokenizer.LargestVocabularyId + 1, recipe.MaxTokens, data.Labels);

    private TrainingRun Run(string name, TransformerRecipe model) => new(name, options.Work.Training(name), model.Training, log);

    private TrainedModel Train(
        string name,
        TransformerRecipe model,
        ClassificationData data,
        TrainedModel? teacher,
        Func<string, float[]?>? initial,
        CancellationToken cancellationToken
    )
    {
        var run = Run(name, model);
        var precision = _precision.For(run);
        var training = model.Training;
        using var classifier = new ClassifierTransformer(Shape(model, data), precision, training.Seed);
        using var restored = teacher is null ? null : Restore(Shape(recipe.Teacher, data), teacher, precision);
        var distillation = restored is null ? null : new ClassifierDistillation(restored, classifier, recipe.Distillation);
        var texts = distillation is null ? data.Training : data.WithUnlabelled(recipe.Distillation.Unlabelled);
        var task = new ClassificationTask(classifier, training, texts, data.Validation, data.MaskTokenId)
        {
            Distillation = distillation,
            Augmentation =
                distillation is not null && recipe.Distillation.Augmentation is { } augmentation
                    ? new TokenAugmentation(augmentation, data.MaskTokenId, training.Seed)
                    : null,
        };
        return run.Train(task, initial, cancellationToken);
    }

    /// <summary>The student begins with what it learned in general, otherwise with its teacher's layers, if it is to begin with them.</summary>
    private Func<string, float[]?>? Beginning(TransformerRecipe student, DistilBertShape shape, TrainedModel teacher, TrainedModel? general)
    {
        var taught = student.BeginWithTeacher ? ClassifierBeginning.Trained(teacher, recipe.Teacher.EncoderLayers, shape) : null;
        return general is null ? taught : ClassifierBeginning.Joined(ClassifierBeginning.Trained(general, shape.Layers, shape), taught);
    }

    private static ClassifierTransformer Restore(DistilBertShape shape, TrainedModel trained, ScalarType precision)
    {
        var model = new ClassifierTransformer(shape, precision, seed: 1);
        model.Weights.Load(name => trained.Weights[name].Values);
        return model;
    }

    private async Task ExportStudentAsync(
        string folder,
        string? float32Folder,
        DistilBertShape shape,
        TrainedModel trained,
        ClassificationData data,
        CancellationToken cancellationToken
    )
    {
        var graph = ClassificationExport.Build(shape, trained.Weights);
        if (float32Folder is not null)
        {
            _export.Write(float32Folder, TranslationExport.Student, shape, graph);
        }

        var ranges = DistilBertExporter.Calibrate(
            graph,
            [.. EvenSample.Of(data.Training, recipe.Quantization.Examples).Select(text => text.Ids)],
            cancellationToken
        );
        var search = new QuantizationSearch(recipe.Quantization, log);
        var best = await search.ChooseAsync(way => Task.FromResult(Accuracy(Quantizer.Quantize(graph, ranges, way))));
        _export.Write(folder, TranslationExport.Student, shape, Quantizer.Quantize(graph, ranges, search.Options(best)));
        GoldenSample.Write(folder, VariantRole.Student, SelfCheckTexts(data), float32Folder, cancellationToken);

        double Accuracy(ModelProto quantized) =>
            ClassifierScorer.Score(quantized, EvenSample.Of(data.Validation, recipe.Quantization.ScoredExamples), cancellationToken);
    }
}
