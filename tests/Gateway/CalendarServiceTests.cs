using System.Collections.Immutable;
using Directives.Gateway;
using Directives.Tests.Samples;
using Directives.Tests.Support;
using Directives.V1;
using Google.Protobuf;
using Grpc.Core;

namespace Directives.Tests.Gateway;

/// <summary>The calendar over gRPC.</summary>
public sealed class CalendarServiceTests
{
    private const string Header = "year,kind,on,name_en,name_ur,certainty\n";
    private const string Right = Header + "2020,weekly,sunday,Weekly,ہفتہ وار,fixed\n2020,holiday,2020-05-25,Eid,عید,expected\n";

    [Theory]
    [MemberData(nameof(TestDatabase.Providers), MemberType = typeof(TestDatabase))]
    public async Task Import_Repeated_IsOneFactAndSurvivesARestart(string provider)
    {
        using var database = TestDatabase.Create(provider);
        await using (var gateway = await TestGateway.StartAsync(database))
        {
            Assert.Equal(new Calendar(), await gateway.Calendar.GetAsync(new GetCalendarRequest(), gateway.AsRole(Role.Admin)));
            var dry = await ImportAsync(gateway, Right, "op-dry", dryRun: true);
            Assert.Equal((1, false), (dry.Version, dry.Unchanged));
            Assert.Equal(0, (await gateway.Calendar.GetAsync(new GetCalendarRequest(), gateway.AsRole(Role.Admin))).Version);

            var imported = await ImportAsync(gateway, Right, "op-1");
            Assert.Equal(new ImportCalendarResponse { Version = 1, Years = { 2020 }, Holidays = 1 }, imported);
            Assert.Equal(imported, await ImportAsync(gateway, Right, "op-1"));
            Assert.True((await ImportAsync(gateway, Right, "op-2")).Unchanged);
            var reused = await TestGateway.RefusedAsync(() => ImportAsync(gateway, Right.Replace("sunday", "friday", StringComparison.Ordinal), "op-1"));
            Assert.Equal("OPERATION_ID_REUSED", reused.Reason);
        }

        await using var restarted = await TestGateway.StartAsync(database);
        var calendar = await restarted.Calendar.GetAsync(new GetCalendarRequest { Year = 2020 }, restarted.AsRole(Role.Oversight));
        var year = Assert.Single(calendar.Years);
        Assert.Equal((1, "sunday"), (calendar.Version, Assert.Single(year.Weekly)));
        Assert.Equal(new Holiday { On = "2020-05-25", Name = new LocalText { En = "Eid", Ur = "عید" }, Expected = true }, Assert.Single(year.Holidays));
        Assert.Empty((await restarted.Calendar.GetAsync(new GetCalendarRequest { Year = 2021 }, restarted.AsRole(Role.Oversight))).Years);
        Assert.Equal(1, database.Scalar<long>("SELECT count(*) FROM ledger_entry WHERE kind = 'CalendarImported'"));
    }

    [Fact]
    public async Task Import_ThePunjabSample_HasBothYears()
    {
        using var database = TestDatabase.Create(TestDatabase.Sqlite);
        await using var gateway = await TestGateway.StartAsync(database);
        var path = Path.Combine(OrganogramFiles.SamplesFolder, "punjab", "calendar.csv");

        var imported = await ImportAsync(gateway, await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken), "op-1");

        Assert.Equal(new ImportCalendarResponse { Version = 1, Years = { 2020, 2026 }, Holidays = 30 }, imported);
        var working = await gateway.Grains.GetGrain<Grains.ICalendarGrain>(Grains.ICalendarGrain.Key).GetWorking(2026, 2);
        Assert.Equal(
            [2026], working.Years.Select(year => year.Year));
        Assert.False(working.IsWorkingDay(new DateOnly(2026, 5, 28)));
        Assert.True(working.IsWorkingDay(new DateOnly(2026, 5, 26)));
    }

    /// <summary>What is wrong with one row, the place that must be named, and words that must be said.</summary>
    public static TheoryData<string, string, string> Mistakes => new()
    {
        { "", "1:year", "has no year" },
        { "1946,weekly,sunday,W,و,fixed", "2:year", "no year from 1947" },
        { "MMXX,weekly,sunday,W,و,fixed", "2:year", "no year from 1947" },
        { "2020,monthly,sunday,W,و,fixed", "2:kind", "weekly or holiday" },
        { "2020,weekly,someday,W,و,fixed", "2:on", "no day of the week" },
        { "2020,weekly,Sunday,W,و,fixed", "2:on", "no day of the week" },
        { "2020,weekly,sunday,W,و,expected", "2:certainty", "is fixed" },
        { "2020,weekly,sunday,W,و,fixed\n2020,weekly,sunday,W,و,fixed", "3:on", "already" },
        { "2020,holiday,2020-05-25,Eid,عید,fixed", "2:year", "no weekly holiday" },
        { "2020,weekly,sunday,W,و,fixed\n2020,holiday,2020-02-30,Eid,عید,fixed", "3:on", "no date" },
        { "2020,weekly,sunday,W,و,fixed\n2020,holiday,2021-02-03,Eid,عید,fixed", "3:on", "not in 2020" },
        { "2020,weekly,sunday,W,و,fixed\n2020,holiday,2020-05-25,,عید,fixed", "3:name_en", "is empty" },
        { "2020,weekly,sunday,W,و,fixed\n2020,holiday,2020-05-25,Eid,عید,maybe", "3:certainty", "goes by the moon" },
        { "2020,weekly,sunday,W,و,fixed\n2020,holiday,2020-05-25,Eid,عید,fixed\n2020,holiday,2020-05-25,Eid,عید,fixed", "4:on", "already" },
        { string.Join('\n', new[] { "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday" }.Select(day => $"2020,weekly,{day},W,و,fixed")), "8:on", "no working day" },
        { "2020,weekly,sunday,W,و,fixed\n" + string.Join('\n', Enumerable.Range(0, 101).Select(i => $"2020,holiday,2020-05-25,Day {i},و,fixed")), "103:on", "at most 100" },
        { "2020,weekly,sunday,W", "2:name_ur", "has 4 fields" },
    };

    [Fact]
    public async Task Import_AnyMistake_NamesItsPlaceAndWritesNothing()
    {
        using var database = TestDatabase.Create(TestDatabase.Sqlite);
        await using var gateway = await TestGateway.StartAsync(database);
        foreach (var (rows, place, words) in Mistakes.Select(row => row.Data))
        {
            var refused = await TestGateway.RefusedAsync(() => ImportAsync(gateway, Header + rows, "op-1"));

            Assert.Equal(StatusCode.InvalidArgument, refused.Code);
            Assert.True(
                refused.Violations.Any(violation => violation.Field == $"calendar.csv:{place}" && violation.Description.Contains(words, StringComparison.Ordinal)),
                $"{rows}: expected {place} … {words}, found {string.Join("; ", refused.Violations)}");
        }

        Assert.Equal(0, database.Scalar<long>("SELECT count(*) FROM ledger_entry"));
    }

    private static async Task<ImportCalendarResponse> ImportAsync(TestGateway gateway, string file, string operation, bool dryRun = false) =>
        await gateway.Calendar.ImportAsync(
            new ImportCalendarRequest { OperationId = operation, File = ByteString.CopyFromUtf8(file), DryRun = dryRun }, gateway.AsRole(Role.Admin));
}
