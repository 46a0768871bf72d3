-- The entries of a diary become rows of their own. A page that was put away and is in the diary still is put away again.
INSERT INTO grain_state (grain_type, grain_key, state_name, version, payload)
SELECT diary.grain_type, diary.grain_key, 'entry/' || (entry ->> 'directive'), 1, '{"v":1,"entry":' || entry || '}'
FROM grain_state AS diary, json_array_elements(diary.payload::json -> 'entries') AS entry
WHERE diary.grain_type = 'department' AND (diary.state_name = 'diary' OR diary.state_name LIKE 'diary/%')
ON CONFLICT DO NOTHING;

DELETE FROM grain_state AS page USING grain_state AS diary
WHERE page.grain_type = 'department' AND diary.grain_type = 'department' AND page.grain_key = diary.grain_key
    AND diary.state_name = 'diary' AND page.state_name = 'diary/' || coalesce(diary.payload::json ->> 'pages', '0');
