namespace TransformerService.Api.Tests.WorstLegal;

/// <summary>
/// The table: for each limit the request that is just inside of it and dearest. Who adds what can run a model again, or hold memory, adds
/// its row.
/// </summary>
internal static class WorstRows
{
    public static IReadOnlyList<WorstRow> All { get; } =
    [
        .. RowsOfWork.OfRows(),
        .. RowsOfWork.OfWork(),
        .. RowsOfTasks.OfTasks(),
        .. RowsOfDoors.OfDoors(),
        .. RowsOfExplanations.OfExplanations(),
        .. RowsOfText.OfText(),
        .. RowsOfMemory.OfMemory(),
        .. RowsOfTime.OfTime(),
        .. RowsOfPlaces.OfPlaces(),
    ];
}
