using System.CommandLine;
using TransformerService.Distillation.Commands;
using TransformerService.Distillation.Data;
using TransformerService.Distillation.Data.SentencePiece;
using TransformerService.Distillation.Evaluation;
using TransformerService.Distillation.Modeling;
using TransformerService.Distillation.Recipes;
using TransformerService.Distillation.Training;
using TransformerService.Tokenization;

var root = new RootCommand("Trains teachers and distils students for TransformerService.")
{
    RunCommand.Create(),
    ImproveCommand.Create(),
    EvaluateCommand.Create(),
    SelfCheckCommand.Create(),
    CalibrateCommand.Create(),
    ExactCommand.Create(),
    AlignCommand.Create(),
    QuantizeCommand.Create(),
};
try
{
    // Ctrl-C waits for the current step and for its checkpoint.
    return await root.Parse(args)
        .InvokeAsync(
            new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = Timeout.InfiniteTimeSpan }
        );
}
catch (Exception exception)
    when (exception
            is RecipeException
                or CorpusException
                or SentencePieceException
                or ExportException
                or TrainingException
                or EvaluationException
                or TokenizerLoadException
                or IOException
                or UnauthorizedAccessException
    )
{
    await Console.Error.WriteLineAsync(exception.Message);
    return 1;
}
